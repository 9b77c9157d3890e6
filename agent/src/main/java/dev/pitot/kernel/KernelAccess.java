package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import java.util.Optional;

/** How this process gets maps and programs: by its own privileges, or from the helper. */
public interface KernelAccess {
    /**
     * Makes the maps of a bundle.
     *
     * @param ringSize size of the ring buffer in bytes; 0: the bundle's own
     */
    KernelObjects objects(Bundle bundle, int ringSize) throws BpfException;

    /** Returns what makes any objects of the kernel; empty if this process has not the privileges. */
    Optional<Bpf> own();

    /** The privileges of this process. */
    static KernelAccess own(Bpf bpf) {
        return new KernelAccess() {
            @Override
            public KernelObjects objects(Bundle bundle, int ringSize) throws BpfException {
                return new OwnObjects(bpf, bundle, ringSize);
            }

            @Override
            public Optional<Bpf> own() {
                return Optional.of(bpf);
            }
        };
    }
}
