package dev.pitot.hotspot;

import dev.pitot.bpf.BpfException;
import dev.pitot.usdt.MappedFile;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The libjvm.so that this process has mapped.
 *
 * <p>An upgrade of the JDK may since have put another file at its path. Probes belong to a file. Probes in the new file
 * would never be hit, and the kernel would report no error.
 */
record MappedLibjvm(MappedFile mapped) {
    /** The name of a renamed file may have a suffix. */
    private static final Pattern NAME = Pattern.compile(".*/libjvm\\.so[^/]*");

    static MappedLibjvm find() throws IOException {
        return ProcessFiles.ofThisProcess().stream()
                .filter(file -> NAME.matcher(file.path()).matches())
                .findFirst()
                .map(MappedLibjvm::new)
                .orElseThrow(() -> new IOException("this process has no libjvm.so mapped: it is not a HotSpot JVM"));
    }

    String path() {
        return mapped.path();
    }

    /** Returns the path by which the kernel finds exactly this file. */
    Path file() throws BpfException {
        if (mapped.isReachable()) {
            return mapped.itself();
        }
        if (mapped.deleted()) {
            throw new BpfException.NotPermitted(
                    "opening " + path() + ", which was replaced under this JVM,",
                    "restart the JVM, or run it as root or with CAP_CHECKPOINT_RESTORE");
        }
        return Path.of(path());
    }
}
