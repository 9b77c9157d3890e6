package dev.pitot.fit;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.PortableBundle;
import dev.pitot.bundle.cache.BundleCache;
import dev.pitot.kernel.KernelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The running kernel's numbers, from the system's cache, the user's, or from its BTF.
 *
 * <p>The cache has a file for each release. The file counts if it has the notes of the running kernel, with the id of
 * its build. It saves some 50 ms of CPU; without a usable cache nothing else is lost, so that is not worth a line.
 */
final class KnownNumbers {
    private static final Path NOTES = Path.of("/sys/kernel/notes");
    private static final int MAX_NOTES = 1 << 14;
    private static final int MAX_RELEASE = 100;

    private final @Nullable Path cache;

    /**
     * Creates an instance.
     *
     * @param cache cache directory; null for the default
     */
    KnownNumbers(@Nullable Path cache) {
        this.cache = cache;
    }

    /** Writes the numbers that these programs need to the cache. */
    void keep(PortableBundle portable) throws IOException, BpfException {
        var notes = notes().orElseThrow(() ->
                new IOException(NOTES + " cannot be read, and without it no cache is used; mount sysfs on /sys"));
        var numbers = KernelNumbers.of(btf(), portable.bundle().programNames());
        BundleCache.open(cache).putNumbers(file(), NumbersText.encode(numbers, notes));
    }

    /** Returns the numbers that these programs need. */
    KernelNumbers of(PortableBundle portable) throws BtfException, BpfException {
        var programs = portable.bundle().programNames();
        var notes = notes();
        if (notes.isEmpty()) {
            return KernelNumbers.of(btf(), programs);
        }
        var wanted = new Wanted(portable.numbers(), programs, notes.get());
        var prepared = BundleCache.system(cache).flatMap(found -> read(found, wanted));
        if (prepared.isPresent()) {
            return prepared.get();
        }
        var directory = open();
        var cached = directory.flatMap(found -> read(found, wanted));
        if (cached.isPresent()) {
            return cached.get();
        }
        var numbers = KernelNumbers.of(btf(), programs);
        directory.ifPresent(found -> write(found, numbers, notes.get()));
        return numbers;
    }

    private record Wanted(List<String> names, List<String> programs, byte[] notes) {
        /** Whether the numbers are those of this version of Pitot. */
        boolean isIn(KernelNumbers numbers) {
            return numbers.layout().keySet().equals(new HashSet<>(names))
                    && numbers.types().attach().keySet().equals(new HashSet<>(programs));
        }
    }

    private static Btf btf() throws BtfException, BpfException {
        return KernelLayout.btf(Btf.VMLINUX);
    }

    /** Returns what identifies the kernel's build; empty if it cannot be read whole. */
    private static Optional<byte[]> notes() {
        try (var in = Files.newInputStream(NOTES)) {
            var notes = in.readNBytes(MAX_NOTES);
            return notes.length == 0 || notes.length == MAX_NOTES ? Optional.empty() : Optional.of(notes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<BundleCache> open() {
        try {
            return Optional.of(BundleCache.open(cache));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<KernelNumbers> read(BundleCache directory, Wanted wanted) {
        try {
            return directory
                    .getNumbers(file())
                    .flatMap(content -> NumbersText.decode(content, wanted.notes))
                    .filter(wanted::isIn);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void write(BundleCache directory, KernelNumbers numbers, byte[] notes) {
        try {
            directory.putNumbers(file(), NumbersText.encode(numbers, notes));
        } catch (IOException e) {
            // The next JVM reads the BTF again.
        }
    }

    /** The release is a text of the kernel's builder, and here the name of a file. */
    private static String file() {
        var release = KernelRelease.text().replaceAll("[^A-Za-z0-9._+-]", "_");
        return "kernel-" + release.substring(0, Math.min(release.length(), MAX_RELEASE)) + BundleCache.NUMBERS;
    }
}
