package dev.pitot.fit;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleException;
import dev.pitot.bundle.PortableBundle;
import dev.pitot.bundle.PortableCodec;
import dev.pitot.usdt.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programs that Pitot's build compiled for every kernel of an architecture.
 *
 * <p>A jar has none if its build had no libbcc, or was not allowed to make BPF maps, as libbcc does to compile.
 */
public final class PortablePrograms {
    /** The folder in the jar. */
    public static final String FOLDER = "dev/pitot/programs/";

    private static final String SUFFIX = ".portable";

    private PortablePrograms() {}

    /** Returns the architecture of this JVM. */
    public static Architecture architecture() {
        return Architecture.current()
                .orElseThrow(() -> new IllegalStateException("Pitot supports only x86-64 and aarch64"));
    }

    /** Returns the name of the file with an architecture's programs. */
    public static String file(Architecture architecture) {
        return FOLDER + architecture.name().toLowerCase(Locale.ROOT) + SUFFIX;
    }

    /** Returns the programs of this JVM's architecture; empty if the jar has none. */
    public static Optional<PortableBundle> find() throws BundleException, IOException {
        var file = "/" + file(architecture());
        try (var in = PortablePrograms.class.getResourceAsStream(file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(PortableCodec.decode(in.readAllBytes(), file + " of Pitot's jar"));
        }
    }

    /**
     * Reads the running kernel's numbers and writes them to a cache.
     *
     * @param cache cache directory; null for the default
     */
    public static void keepNumbers(PortableBundle portable, @Nullable Path cache) throws IOException, BpfException {
        new KnownNumbers(cache).keep(portable);
    }

    /**
     * Returns the programs for the running kernel.
     *
     * @param cache cache directory for the kernel's numbers; null for the default
     * @throws BpfException if the kernel lacks something that the programs need
     */
    public static Bundle fit(PortableBundle portable, @Nullable Path cache) throws BtfException, BpfException {
        var numbers = new KnownNumbers(cache).of(portable);
        try {
            return numbers.fit(portable);
        } catch (IllegalArgumentException e) {
            throw new BpfException.NotSupported(
                    String.valueOf(e.getMessage()), "an older kernel, and report this line");
        }
    }
}
