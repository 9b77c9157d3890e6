package dev.pitot.compiler;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.LibraryFile;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleException;
import dev.pitot.bundle.BundleKey;
import dev.pitot.bundle.PortableBundle;
import dev.pitot.bundle.PortableCodec;
import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.PortablePrograms;
import dev.pitot.usdt.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Compiles the programs for every kernel, as a step of Pitot's build.
 *
 * <p>{@code PortableMain CLASSES} writes a portable bundle of each architecture into the folder of the classes, unless
 * the one there is of the same sources. The exit status is 1 if the sources are wrong. Where compiling is not possible,
 * it says so and writes none: then Pitot compiles at its first recording.
 */
final class PortableMain {
    private static final Duration MOST = Duration.ofMinutes(10);

    private final Path classes;
    private final Compiler compiler = new Compiler(System.getProperty("java.class.path"), MOST, () -> {});

    private PortableMain(Path classes) {
        this.classes = classes;
    }

    public static void main(String[] arguments) throws Exception {
        var build = new PortableMain(Path.of(arguments[0]));
        try {
            for (var architecture : Architecture.values()) {
                build.write(architecture);
            }
        } catch (RelocationFinder.Unexplained e) {
            System.err.println("The programs are not the same for every kernel: " + e.getMessage());
            System.err.println("Use the kernel's numbers only in the macros of agent/src/main/bpf/kernel.h.");
            System.exit(1);
        } catch (CompilerException e) {
            System.err.println(e.getMessage() + "; " + e.remedy());
            System.exit(1);
        }
    }

    private void write(Architecture architecture) throws Exception {
        var key = new BundleKey()
                .part("sources", Sources.fingerprint())
                .part("numbers", String.join(" ", KernelLayout.names()))
                .part("flags", String.join(" ", Registers.flags(architecture)))
                .hex();
        var file = classes.resolve(PortablePrograms.file(architecture));
        if (isOf(file, key)) {
            return;
        }
        Files.deleteIfExists(file);
        var obstacle = obstacle();
        if (obstacle.isPresent()) {
            System.err.println("The jar has no compiled programs for " + architecture + ": " + obstacle.get());
            return;
        }
        var portable = compile(key, architecture);
        Files.createDirectories(file.getParent());
        Files.write(file, PortableCodec.encode(portable));
        System.err.println(architecture + ": " + portable.bundle().programs().size() + " programs, "
                + portable.numbers().size() + " numbers of the kernel in "
                + portable.relocations().size() + " places");
    }

    private static boolean isOf(Path file, String key) throws IOException {
        try {
            return Files.exists(file)
                    && PortableCodec.decode(Files.readAllBytes(file), file.toString())
                            .bundle()
                            .key()
                            .equals(key);
        } catch (BundleException e) {
            return false;
        }
    }

    /** Returns why this machine cannot compile. */
    private static Optional<String> obstacle() {
        try {
            Bpf.requirePermission();
            var missing = LibraryFile.compiler().missing();
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LibraryFile.COMPILER_NAME + " has no " + String.join(", ", missing));
        } catch (BpfException e) {
            return Optional.of(e.getMessage() + "; " + e.remedy());
        }
    }

    private PortableBundle compile(String key, Architecture architecture) throws Exception {
        var first = Sentinels.FIRST.of(KernelLayout.names());
        var second = Sentinels.SECOND.of(KernelLayout.names());
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Bundle>> both = List.of(
                    () -> compiler.compile(key, KernelCompiler.flags(first, architecture)),
                    () -> compiler.compile(key, KernelCompiler.flags(second, architecture)));
            var compiled = threads.invokeAll(both);
            return new RelocationFinder(first, second)
                    .find(compiled.get(0).get(), compiled.get(1).get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CompilerException cause ? cause : e;
        }
    }
}
