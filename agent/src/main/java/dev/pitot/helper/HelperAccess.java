package dev.pitot.helper;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.kernel.KernelAccess;
import dev.pitot.kernel.KernelObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the helper makes for this process, which has no privileges itself.
 *
 * @param program the helper
 */
public record HelperAccess(Path program) implements KernelAccess {
    private static final Path PLACE = Path.of("/usr/local/libexec/pitot-helper");
    private static final String VARIABLE = "PITOT_HELPER";

    /**
     * Finds the helper: that of the environment variable {@code PITOT_HELPER}, else the installed one. Empty if there is
     * none.
     */
    public static Optional<HelperAccess> find() {
        var variable = System.getenv(VARIABLE);
        if (variable != null && variable.startsWith("/")) {
            return Optional.of(new HelperAccess(Path.of(variable)));
        }
        return Files.exists(PLACE) ? Optional.of(new HelperAccess(PLACE)) : Optional.empty();
    }

    @Override
    public KernelObjects objects(Bundle bundle, int ringSize) throws BpfException {
        try {
            return new HelperObjects(program, bundle, InstalledBundle.of(bundle).hash(), ringSize);
        } catch (IOException e) {
            throw new BpfException.HelperRefused(
                    "the kernel does not tell this user which build it is: " + e, "make /sys/kernel/notes readable");
        }
    }

    @Override
    public Optional<Bpf> own() {
        return Optional.empty();
    }
}
