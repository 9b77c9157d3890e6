package dev.pitot.helper;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.KernelAccess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out whose privileges this process uses: its own, or the helper's. */
public final class KernelPrivileges {
    private KernelPrivileges() {}

    /**
     * Returns this process's own access, if it may load programs. Else that of the helper, if there is one.
     *
     * @param helper the helper to use in any case; null to use one only if it is needed
     * @param refusals keeps the verifier's logs
     */
    public static KernelAccess find(@Nullable Path helper, Bpf.RefusalLog refusals) throws BpfException {
        if (helper != null) {
            return new HelperAccess(helper);
        }
        try {
            Bpf.requirePermission();
            return KernelAccess.own(new Bpf(refusals));
        } catch (BpfException.NotPermitted e) {
            return HelperAccess.find().orElseThrow(() -> e);
        }
    }
}
