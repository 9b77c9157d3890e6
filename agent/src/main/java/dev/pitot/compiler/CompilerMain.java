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

    /** How long one waits for another that compiles, which mostly takes half of that. Then both compile. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private CompilerMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        var directory = Path.of(arguments[0]);
        var cache = arguments.length > 2 ? arguments[2] : "";
        var parent = Parent.of(directory, cache.isEmpty());
        if (!cache.isEmpty()) {
            Priority.leaveTerminal();
        }
        Priority.standInFront();
        try {
            parent.write(() -> Sources.writeHeaders(directory.resolve(HEADERS)));
            var flags = directory.resolve(FLAGS);
            var bundle = arguments.length == 2
                    ? KernelCompiler.with(arguments[1], KernelText.lines(flags).toList())
                    : cache.isEmpty() ? KernelCompiler.forThisKernel(arguments[1]) : fill(Path.of(cache), arguments[1]);
            parent.write(() -> Files.write(directory.resolve(OUTPUT), BundleCodec.encode(bundle)));
        } catch (BpfException e) {
            fail(parent, e.getMessage(), e.remedy());
        } catch (IOException e) {
            fail(parent, e.toString(), "see java -jar pitot.jar doctor");
        }
        parent.clean();
    }

    private static void fail(Parent parent, String cause, String remedy) {
        System.err.println(CAUSE + cause);
        System.err.println(REMEDY + remedy);
        parent.clean();
        System.exit(1);
    }

    /** One process at a time fills a cache. The next one finds the programs in it. */
    private static Bundle fill(Path directory, String key) throws BpfException, IOException {
        var cache = BundleCache.open(directory);
        try (var _ = cache.awaitTurn(LONGEST_WAIT)) {
            var there = cache.get(key);
            if (there.isPresent()) {
                return there.get();
            }
            var bundle = KernelCompiler.forThisKernel(key);
            put(cache, bundle);
            return bundle;
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
