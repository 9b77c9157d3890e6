package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The compiled programs for this kernel.
 *
 * <p>They are those of the jar, with the kernel's numbers. If the jar has none, they come from the cache, or are newly
 * compiled.
 */
public final class Bundles {
    private static final Path KERNEL_NOTES = Path.of("/sys/kernel/notes");

    private final @Nullable Path jar;
    private final @Nullable Path cache;
    private final @Nullable Duration compiling;
    private final Consumer<String> warn;

    /**
     * Creates an instance.
     *
     * @param jar Pitot's jar; null if the class loader does not reveal it, which makes compiling impossible
     * @param cache cache directory; null for the default
     * @param compiling time limit for compiling; null for the default
     * @param warn receives a line when there is no usable cache, so that each start compiles
     */
    public Bundles(@Nullable Path jar, @Nullable Path cache, @Nullable Duration compiling, Consumer<String> warn) {
        this.jar = jar;
        this.cache = cache;
        this.compiling = compiling;
        this.warn = warn;
    }

    public Bundle get() throws CompilerException, IOException {
        try {
            var portable = PortablePrograms.find();
            return portable.isPresent() ? PortablePrograms.fit(portable.get(), cache) : compiled();
        } catch (BpfException e) {
            throw new CompilerException(e.getMessage(), e.remedy());
        }
    }

    private Bundle compiled() throws CompilerException, BpfException, IOException {
        var key = key();
        var opened = open();
        if (opened.isPresent()) {
            var cached = read(opened.get(), key);
            if (cached.isPresent()) {
                return cached.get();
            }
        }
        if (jar == null) {
            throw new CompilerException(
                    "compiling needs Pitot's jar, and the class loader does not tell where it is",
                    "run java -jar pitot.jar doctor once with the same cache directory, or start the JVM without a"
                            + " custom system class loader");
        }
        var compiler = new Compiler(jar.toString(), compiling);
        var bundle = KernelCompiler.compile(compiler, key, KernelLayout.btf(Btf.VMLINUX));
        opened.ifPresent(directory -> write(directory, bundle));
        return bundle;
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
            return BundleCache.open(cache).get(key()).isPresent();
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
            warn.accept("the cache is not used: " + reason(e));
            return Optional.empty();
        }
    }

    private Optional<Bundle> read(BundleCache directory, String key) {
        try {
            return directory.get(key);
        } catch (IOException e) {
            warn.accept("the cache is not used: " + reason(e));
            return Optional.empty();
        }
    }

    private void write(BundleCache directory, Bundle bundle) {
        try {
            directory.put(bundle);
        } catch (IOException e) {
            warn.accept("the compiled programs are not cached: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof CacheRefused refused
                ? refused.getMessage()
                : e + "; choose another cache directory with the option cache";
    }
}
