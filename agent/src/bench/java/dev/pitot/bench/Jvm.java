package dev.pitot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Starts JVMs for a measurement. */
final class Jvm {
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final Path JAR =
            Path.of(System.getProperty("pitot.jar", "pitot.jar")).toAbsolutePath();
    static final String CLASS_PATH = System.getProperty("java.class.path");
    static final String PITOT = agent("wait=30s");
    static final String RECORD = "-XX:StartFlightRecording:settings=default";

    private Jvm() {}

    /** The option that loads the agent with these options of its own. */
    static String agent(String options) {
        return "-javaagent:" + JAR + "=" + options;
    }

    /** A JVM with these options and this program; what it prints is discarded. */
    static Process start(List<String> options, Class<?> program, String... arguments) throws IOException {
        return builder(options, program, arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs it to its end; its lines. */
    static List<String> lines(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        var process = builder(options, program, arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        process.waitFor();
        return lines;
    }

    /** Milliseconds from its start to its end. */
    static double millis(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        var from = System.nanoTime();
        start(options, program, arguments).waitFor();
        return (System.nanoTime() - from) / 1e6;
    }

    static ProcessBuilder builder(List<String> options, Class<?> program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(JAVA.toString());
        command.add("-Xlog:jfr+startup=error"); // jfr*=off would have JDK 25 format every event, for a log that nobody
        // reads
        command.add("-cp");
        command.add(CLASS_PATH);
        command.addAll(options);
        command.add(program.getName());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    /** An agent whose premain does nothing. */
    static Path emptyAgent() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", EmptyAgent.class.getName());
        var jar = Files.createTempFile("empty-agent", ".jar");
        jar.toFile().deleteOnExit();
        var name = EmptyAgent.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = EmptyAgent.class.getResourceAsStream("/" + name)) {
            out.putNextEntry(new java.util.zip.ZipEntry(name));
            java.util.Objects.requireNonNull(in).transferTo(out);
            out.closeEntry();
        }
        return jar;
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
}
