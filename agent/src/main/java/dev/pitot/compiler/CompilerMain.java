package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.Priority;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.cache.BundleCache;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The child process that compiles.
 *
 * <ul>
 *   <li>{@code CompilerMain DIRECTORY KEY} compiles with the flags in {@code DIRECTORY/flags}, one on each line.
 *   <li>{@code CompilerMain DIRECTORY KEY CACHE} compiles for the running kernel and fills a cache. {@code CACHE} is its
 *       directory, or empty for none.
 * </ul>
 *
 * <p>It writes the header tree and {@code bundle} into the directory. Its variable {@code BCC_KERNEL_SOURCE} is {@code
 * DIRECTORY/headers}. A failure is exit status 1 and two lines on stderr, cause and remedy.
 *
 * <p>The child ends with its {@link Parent}, unless it fills a cache. Then it goes on with the lowest priority, so that
 * the next JVM finds the programs.
 */
public final class CompilerMain {
    static final String HEADERS = "headers";
    static final String FLAGS = "flags";
    static final String OUTPUT = "bundle";
    static final String CAUSE = "pitot cause: ";
    static final String REMEDY = "pitot remedy: ";

    /** How long one waits for another that compiles. That takes half of it on an idle machine. Then both compile. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private CompilerMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        var directory = Path.of(arguments[0]);
        var cache = arguments.length > 2 ? arguments[2] : "";
        if (!cache.isEmpty()) {
            Priority.leaveTerminal();
        }
        var parent = Parent.of(directory, cache.isEmpty());
        Priority.standInFront();
        System.exit(compile(directory, arguments[1], arguments.length > 2 ? cache : null, parent));
    }

    /** Returns the exit status. */
    private static int compile(Path directory, String key, @Nullable String cache, Parent parent) {
        try {
            parent.write(() -> Sources.writeHeaders(directory.resolve(HEADERS)));
            var bundle = cache == null
                    ? KernelCompiler.with(
                            key, KernelText.lines(directory.resolve(FLAGS)).toList())
                    : cache.isEmpty() ? KernelCompiler.forThisKernel(key) : fill(Path.of(cache), key, parent);
            parent.write(() -> Files.write(directory.resolve(OUTPUT), BundleCodec.encode(bundle)));
            return 0;
        } catch (BpfException e) {
            explain(e.getMessage(), e.remedy());
        } catch (IOException e) {
            explain(e.toString(), "see java -jar pitot.jar doctor");
        } finally {
            parent.clean();
        }
        return 1;
    }

    private static void explain(String cause, String remedy) {
        System.err.println(CAUSE + cause);
        System.err.println(REMEDY + remedy);
    }

    /**
     * One process at a time fills a cache. The next one finds the programs in it. A process whose JVM has ended leaves
     * that to the others.
     */
    private static Bundle fill(Path directory, String key, Parent parent) throws BpfException, IOException {
        var cache = BundleCache.open(directory);
        try (var turn = cache.awaitTurn(LONGEST_WAIT, parent::hasEnded)) {
            var there = find(cache, key);
            if (there.isPresent()) {
                return there.get();
            }
            if (!turn.isTaken() && parent.hasEnded()) {
                throw new IOException("another process compiles");
            }
            var bundle = KernelCompiler.forThisKernel(key);
            put(cache, bundle);
            return bundle;
        }
    }

    /** What cannot be read is compiled, and replaced where that is possible. */
    private static Optional<Bundle> find(BundleCache cache, String key) {
        try {
            return cache.get(key);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A failure is the parent's to report: it finds nothing in the cache, and tries to put it there. */
    private static void put(BundleCache cache, Bundle bundle) {
        try {
            cache.put(bundle);
        } catch (IOException e) {
            System.err.println("not cached: " + e);
        }
    }
}
