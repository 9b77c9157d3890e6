package dev.pitot.compiler;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.BundleException;
import dev.pitot.usdt.FileHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compiles in a child process: a JVM from the same home with the same jar.
 *
 * <p>LLVM needs 140 MB and half a second, and libbcc prints and changes the working directory. None of that may happen
 * in the traced JVM.
 */
final class Compiler {
    private static final Set<String> INHERITED =
            Set.of("LD_LIBRARY_PATH", "LC_ALL", "LC_CTYPE", "LANG", "LOCPATH", "LOCALE_ARCHIVE");

    private static final String LOG = "log";
    private static final int MAX_LOG = 1 << 24; // the end of the log matters
    private static final String DOCTOR = "see java -jar pitot.jar doctor";

    private final Path java;
    private final String classPath;
    private final Patience patience;
    private final Runnable started;

    /**
     * Creates a compiler.
     *
     * @param classPath class path with Pitot's classes
     * @param most time limit for the child; null for the limit of {@link Patience}
     * @param started runs when the child has started
     */
    Compiler(String classPath, @Nullable Duration most, Runnable started) {
        patience = new Patience(most);
        this.started = started;
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.classPath = classPath;
    }

    /**
     * Compiles Pitot's programs with these flags for clang, for no kernel yet. It takes 8 to 20 s of CPU.
     *
     * @param flags have all defines that the sources need
     */
    Bundle compile(String key, List<String> flags) throws CompilerException {
        return inScratch(scratch -> {
            Files.write(scratch.resolve(CompilerMain.FLAGS), flags);
            return run(scratch, List.of(scratch.toString(), key), Duration.ZERO);
        });
    }

    /**
     * Compiles Pitot's programs for the running kernel.
     *
     * @param cache directory of the cache to fill; if this JVM ends before, the child goes on for it. Null for none
     */
    Bundle compileForThisKernel(String key, @Nullable Path cache) throws CompilerException {
        var filled = cache == null ? "" : cache.toString();
        var turn = cache == null ? Duration.ZERO : CompilerMain.LONGEST_WAIT;
        return inScratch(scratch -> run(scratch, List.of(scratch.toString(), key, filled), turn));
    }

    private interface Job {
        Bundle in(Path scratch) throws IOException, InterruptedException, CompilerException;
    }

    private Bundle inScratch(Job job) throws CompilerException {
        if (!Files.isExecutable(java)) {
            throw new CompilerException(
                    java + " does not exist, and compiling the BPF programs needs it",
                    "use a JDK or an image with the java command, or run once with a full JDK and the same cache directory");
        }
        try (var scratch = Scratch.make()) {
            return job.in(scratch.directory());
        } catch (IOException e) {
            throw new CompilerException(
                    "the BPF programs could not be compiled: " + e,
                    "make sure that " + System.getProperty("java.io.tmpdir")
                            + " is writable and processes can be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompilerException("interrupted while compiling", "start the recording again");
        }
    }

    private Bundle run(Path directory, List<String> arguments, Duration turn)
            throws IOException, InterruptedException, CompilerException {
        var child = start(directory, arguments);
        try {
            started.run();
            var most = patience.await(child, directory.resolve(CompilerMain.HEADERS), turn);
            if (child.isAlive()) {
                throw new CompilerException(
                        "compiling took longer than " + most.toSeconds() + " s",
                        "allow more time with the option compile, such as compile="
                                + Math.min(1800, 4 * most.toSeconds()) + "s");
            }
        } finally {
            child.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
            child.getOutputStream().close();
        }
        if (child.exitValue() != 0) {
            throw failure(child.exitValue(), directory.resolve(LOG));
        }
        try {
            return BundleCodec.decode(
                    FileHead.read(directory.resolve(CompilerMain.OUTPUT), BundleCodec.MAX_BYTES), "the child's bundle");
        } catch (BundleException e) {
            throw new CompilerException("the compiler process wrote a bad bundle: " + e.getMessage(), DOCTOR);
        }
    }

    private Process start(Path directory, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+IgnoreUnrecognizedVMOptions", // another JDK may lack one of these
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                CompilerMain.class.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment(directory, System.getenv()));
        // The application's working directory may no longer exist, and no JVM starts in such a directory.
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(LOG).toFile());
        return builder.start(); // stdin stays open; its end tells the child that this JVM is gone
    }

    /**
     * Returns the child's environment: the headers, the variables by which this JVM finds its libbcc, and those that
     * set the encoding of paths. Other variables could load the application's agents and flags into the child, or
     * change libbcc and LLVM.
     *
     * @param ours environment of this JVM
     */
    static Map<String, String> environment(Path directory, Map<String, String> ours) {
        var environment = new HashMap<>(ours);
        environment.keySet().retainAll(INHERITED);
        environment.put(
                "BCC_KERNEL_SOURCE", directory.resolve(CompilerMain.HEADERS).toString());
        return environment;
    }

    /** Returns the child's cause and remedy, if it printed them. An error of clang is in libbcc's output before. */
    private static CompilerException failure(int status, Path log) throws IOException {
        var lines = new String(FileHead.read(log, MAX_LOG), StandardCharsets.UTF_8)
                .lines()
                .toList();
        var cause = last(lines, CompilerMain.CAUSE)
                .orElse("the compiler process ended with status " + status
                        + last(lines, "").map(": "::concat).orElse(""));
        var error = lines.stream().filter(line -> line.contains("error:")).findFirst();
        return new CompilerException(
                cause + error.map(": "::concat).orElse(""),
                last(lines, CompilerMain.REMEDY).orElse(DOCTOR));
    }

    private static Optional<String> last(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix) && !line.isBlank())
                .reduce((first, second) -> second)
                .map(line -> line.substring(prefix.length()));
    }
}
