package dev.pitot.hotspot;

import dev.pitot.bpf.BpfException;
import dev.pitot.usdt.MappedFile;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The libjvm.so that this process has mapped. An upgrade of the JDK may have put another file at its path since. Probes belong to a file,
 * so at that one they would never be hit, and the kernel would not mind.
 */
record MappedLibjvm(MappedFile mapped) {
    /** One that was renamed may have more behind its name. */
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

    /** By what path the kernel finds the very file. */
    Path file() throws BpfException {
        if (mapped.isReachable()) {
            return mapped.itself();
        }
        if (mapped.deleted()) {
            throw new BpfException.NotPermitted(
                    "opening the " + path() + " of this JVM, in whose place is another file by now,",
                    "restart the JVM, or run it as root or with CAP_CHECKPOINT_RESTORE");
        }
        return Path.of(path());
    }
}
