package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleKey;
import dev.pitot.bundle.cache.BundleCache;
import dev.pitot.bundle.cache.CacheRefused;
import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.PortablePrograms;
import dev.pitot.kernel.KernelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The compiled programs for this kernel.
 *
 * <p>They are those of the jar, with the kernel's numbers. If the jar has none, they come from the system's cache or from
 * the user's, or are newly compiled.
 */
public final class Bundles {
    private static final Path KERNEL_NOTES = Path.of("/sys/kernel/notes");

    private final @Nullable Path jar;
    private final @Nullable Path cache;
    private final @Nullable Duration compiling;
    private final Observer observer;

    /** Is told what the user should know. */
    public interface Observer {
        /** Tells nobody. */
        Observer NONE = new Observer() {
            @Override
            public void compiles() {}

            @Override
            public void warn(String line) {}
        };

        /** The compiler has started, which takes some 10 s. */
        void compiles();

        /** There is no usable cache, so that each start compiles. */
        void warn(String line);
    }

    /**
     * Creates an instance.
     *
     * @param jar Pitot's jar; null if the class loader does not reveal it, which makes compiling impossible
     * @param cache cache directory; null for the default
     * @param compiling time limit for compiling; null for the default
     */
    public Bundles(@Nullable Path jar, @Nullable Path cache, @Nullable Duration compiling, Observer observer) {
        this.jar = jar;
        this.cache = cache;
        this.compiling = compiling;
        this.observer = observer;
    }

    /** Returns the programs. A jar without them compiles them, unless a cache has them. */
    public Bundle get() throws CompilerException, IOException {
        try {
            var portable = PortablePrograms.find();
            return portable.isPresent() ? PortablePrograms.fit(portable.get(), cache) : compiled();
        } catch (BpfException e) {
            throw new CompilerException(e.getMessage(), e.remedy());
        }
    }

    /**
     * Writes to the cache what the first recording would otherwise make, or read from the kernel.
     *
     * @return where the programs came from
     */
    public Source prepare() throws CompilerException, IOException {
        try {
            var portable = PortablePrograms.find();
            if (portable.isPresent()) {
                PortablePrograms.keepNumbers(portable.get(), cache);
                return Source.JAR;
            }
            if (isCached()) {
                return Source.CACHE;
            }
            compiled();
            return Source.COMPILER;
        } catch (BpfException e) {
            throw new CompilerException(e.getMessage(), e.remedy());
        }
    }

    private Bundle compiled() throws CompilerException, BpfException, IOException {
        var key = key();
        var prepared = prepared(key);
        if (prepared.isPresent()) {
            return prepared.get();
        }
        var opened = open();
        var cached = opened.flatMap(directory -> read(directory, key));
        return cached.isPresent() ? cached.get() : compile(key, opened.orElse(null));
    }

    private Bundle compile(String key, @Nullable BundleCache cache) throws CompilerException {
        if (jar == null) {
            throw new CompilerException(
                    "compiling needs Pitot's jar, and the class loader does not tell where it is",
                    "run java -jar pitot.jar prepare once with the same cache directory, or start the JVM without a"
                            + " custom system class loader");
        }
        var compiler = new Compiler(jar.toString(), compiling, observer::compiles);
        var bundle = compiler.compileForThisKernel(key, cache == null ? null : cache.path());
        if (cache != null) {
            requireKept(cache, bundle);
        }
        return bundle;
    }

    /** Returns what root has prepared in the system's cache. */
    private Optional<Bundle> prepared(String key) {
        try {
            var system = BundleCache.system(cache);
            return system.isPresent() ? system.get().get(key) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where the programs come from. */
    public enum Source {
        /** The jar has them. */
        JAR,
        /** The cache has them. */
        CACHE,
        /** They are still to be compiled. */
        COMPILER
    }

    /** Returns where {@link #get} finds the programs now. Prints nothing about an unusable cache. */
    public Source source() throws IOException {
        if (PortablePrograms.find().isPresent()) {
            return Source.JAR;
        }
        return isCached() ? Source.CACHE : Source.COMPILER;
    }

    private boolean isCached() {
        try {
            var key = key();
            return prepared(key).isPresent() || BundleCache.open(cache).get(key).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the key of all inputs of the instructions: the sources, and the kernel, whose struct offsets and BTF type
     * ids they contain. The kernel's notes have its build id; hashing its 5 MB of BTF would take 20 ms at each start.
     */
    private static String key() throws IOException {
        return key(
                KernelRelease.text(), Files.isReadable(KERNEL_NOTES) ? Files.readAllBytes(KERNEL_NOTES) : new byte[0]);
    }

    static String key(String release, byte[] notes) {
        return new BundleKey()
                .part("sources", Sources.fingerprint())
                .part("numbers", KernelLayout.derivation() + KernelLayout.names())
                .part("kernel", release)
                .part("kernel notes", notes)
                .part("architecture", System.getProperty("os.arch"))
                .hex();
    }

    private Optional<BundleCache> open() {
        try {
            return Optional.of(BundleCache.open(cache));
        } catch (IOException e) {
            observer.warn("the cache is not used: " + reason(e));
            return Optional.empty();
        }
    }

    private Optional<Bundle> read(BundleCache directory, String key) {
        try {
            return directory.get(key);
        } catch (IOException e) {
            observer.warn("the cache is not used: " + reason(e));
            return Optional.empty();
        }
    }

    /** The child has put it there. If it could not, this fails for the same reason. */
    private void requireKept(BundleCache directory, Bundle bundle) {
        try {
            if (directory.get(bundle.key()).isEmpty()) {
                directory.put(bundle);
            }
        } catch (IOException e) {
            observer.warn("the compiled programs are not cached: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof CacheRefused refused
                ? refused.getMessage()
                : e + "; choose another cache directory with the option cache";
    }
}
