package dev.pitot.compiler;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Compiles in a child process: a JVM from the same home with the same jar. LLVM needs 140 MB and half a second, libbcc changes
 * the working directory and prints; none of that happens in the traced JVM.
 */
public final class Compiler {
    private static final int SECONDS = 60;
    private static final String LOG = "log";

    private final Path java;
    private final Path jar;

    /** @param jar with Pitot's classes */
    public Compiler(Path jar) {
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.jar = jar;
    }

    /** Takes about a second and a half. */
    public Bundle compile(String key) throws CompilerException {
        if (!Files.isExecutable(java)) {
            throw new CompilerException("there is no " + java + " to compile the BPF programs with");
        }
        try {
            var directory = Files.createTempDirectory(
                    "pitot-compile", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                return compile(key, directory);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new CompilerException("the compiler process failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompilerException("interrupted while compiling");
        }
    }

    private Bundle compile(String key, Path directory) throws IOException, InterruptedException, CompilerException {
        var child = start(key, directory);
        try {
            if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new CompilerException("compiling took more than " + SECONDS + " s");
            }
        } finally {
            child.destroyForcibly();
        }
        if (child.exitValue() != 0) {
            throw new CompilerException(reason(directory.resolve(LOG)));
        }
        try {
            return BundleCodec.decode(Files.readAllBytes(directory.resolve(CompilerMain.OUTPUT)), "the child's bundle");
        } catch (BundleException e) {
            throw new CompilerException("the compiler process wrote a bad bundle: " + e.getMessage());
        }
    }

    private Process start(String key, Path directory) throws IOException {
        var builder = new ProcessBuilder(List.of(
                java.toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar.toString(),
                CompilerMain.class.getName(),
                directory.toString(),
                key));
        var environment = builder.environment();
        // These would bring the application's agents and flags into the child, Pitot among them.
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        environment.put("BCC_KERNEL_SOURCE", directory.resolve(CompilerMain.HEADERS).toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(LOG).toFile());
        var child = builder.start();
        child.getOutputStream().close();
        return child;
    }

    /** The child's own last word is the most telling; libbcc's come before it. */
    private static String reason(Path log) throws IOException {
        var lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        var errors = lines.stream().filter(line -> line.contains("error:")).toList();
        if (!errors.isEmpty()) {
            return errors.getFirst();
        }
        return lines.isEmpty() ? "the compiler process said nothing" : lines.getLast();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
