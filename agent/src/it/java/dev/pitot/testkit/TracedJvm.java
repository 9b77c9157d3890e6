package dev.pitot.testkit;

import dev.pitot.plan.EventKind;
import dev.pitot.workload.ControlledApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM with Pitot, started for one test: which program, with which agent options, recording what.
 *
 * <pre>{@code
 * var run = TracedJvm.of(directory).record("pitot.BlockIo", "0 ns").run(Reads.class, "23");
 * run.events("pitot.BlockIo")
 * }</pre>
 */
public final class TracedJvm {
    private static final int SECONDS = 120;
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    public static final Path JAR =
            Path.of(System.getProperty("pitot.jar", "target/pitot.jar")).toAbsolutePath();

    /** All that a traced program gets: with Pitot's own classes on its class path those would be used, and not the packed ones. */
    private static final Path TEST_CLASSES = testClasses();

    private final Path directory;
    private final List<String> before = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String agentOptions = "wait=30s,budget=off"; // what is shed would be missing
    private boolean agent = true;
    private Path java = JAVA;
    private Path jar = JAR;
    private String classPath = TEST_CLASSES.toString();

    private TracedJvm(Path directory) {
        this.directory = directory;
    }

    private static Path testClasses() {
        try {
            return Path.of(TracedJvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** @param directory for the recording, the settings and what the program prints: a JUnit {@code @TempDir} */
    public static TracedJvm of(Path directory) {
        return new TracedJvm(directory);
    }

    /** Records an event with this threshold; those of Pitot that are not named are as they are by default: on. */
    public TracedJvm record(String event, String threshold) {
        settings.put(event + "#enabled", "true");
        settings.put(event + "#threshold", threshold);
        return this;
    }

    /** Records these events, and of Pitot's no other. */
    public TracedJvm recordOnly(String... events) {
        for (var kind : EventKind.values()) {
            settings.put(kind.eventName() + "#enabled", "false");
        }
        for (var event : events) {
            settings.put(event + "#enabled", "true");
        }
        return this;
    }

    /** Any other setting, as {@code pitot.ThreadCpu#period}. */
    public TracedJvm setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** What has not been named is off, where else it would be on as JFR has it. */
    public TracedJvm nothingElse() {
        for (var kind : EventKind.values()) {
            settings.putIfAbsent(kind.eventName() + "#enabled", "false");
        }
        return this;
    }

    /** Instead of {@code wait=30s,budget=off}. */
    public TracedJvm agentOptions(String options) {
        agentOptions = options;
        return this;
    }

    /** Another JVM than that of the tests. */
    public TracedJvm java(Path launcher) {
        java = launcher;
        return this;
    }

    /** Jar and classes from where every user can read them. */
    public TracedJvm from(PublicCopy copy) {
        jar = copy.jar();
        classPath = copy.classes().toString();
        return this;
    }

    /** Another jar than the packed one. */
    public TracedJvm jar(Path other) {
        jar = other;
        return this;
    }

    public TracedJvm withoutAgent() {
        agent = false;
        return this;
    }

    public TracedJvm jvm(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** A command to start the JVM through, as {@code setpriv}. */
    public TracedJvm through(String... command) {
        before.addAll(List.of(command));
        return this;
    }

    public TracedJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs the program to its end. */
    public Run run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        try (var running = start(program, arguments)) {
            return running.await();
        }
    }

    /** Starts the program. */
    public Running start(Class<?> program, String... arguments) throws IOException {
        var helper = ThroughHelper.Extension.current();
        if (helper != null && agent) {
            useHelper(helper);
        }
        var recording = directory.resolve("test.jfr");
        var command = new ArrayList<>(before);
        command.add(java.toString());
        command.add("-cp");
        command.add(classPath);
        if (agent) {
            command.add("-javaagent:" + jar + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
        }
        if (!settings.isEmpty()) {
            Files.writeString(directory.resolve("test.jfc"), Settings.xml(settings));
            command.add(
                    "-XX:StartFlightRecording:filename=" + recording + ",settings=" + directory.resolve("test.jfc"));
            command.add("-Xlog:jfr*=error");
        }
        if (java.equals(JAVA) && jvmOptions.stream().noneMatch(option -> option.startsWith("--limit-modules"))) {
            // A killed JVM leaves its repository behind. Here JUnit deletes it. The option brings the module jdk.jfr
            // in.
            command.add("-XX:FlightRecorderOptions:repository=" + directory.resolve("repository"));
        }
        command.addAll(jvmOptions);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        var out = directory.resolve("out");
        var err = directory.resolve("err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err, recording);
    }

    /** Makes it the JVM of an ordinary user, who may read and write in the directory. */
    private void useHelper(InstalledHelper helper) throws IOException {
        PublicCopy.openAll(directory);
        from(helper.copy());
        through(DegradedEnvironments.nobody());
        environment("XDG_CACHE_HOME", directory.toString());
        agentOptions += (agentOptions.isEmpty() ? "" : ",") + "helper=" + helper.program();
    }

    /** A JVM under way; killed when closed. */
    public record Running(Process process, Path outFile, Path errFile, Path recording) implements AutoCloseable {
        public Run await() throws IOException, InterruptedException {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the traced JVM did not end in " + SECONDS + " s");
            }
            return new Run(process.exitValue(), Files.readString(outFile), Files.readString(errFile), recording);
        }

        /** Waits until the program has printed a line. */
        public void awaitLine(String line) throws IOException, InterruptedException {
            Poll.until(
                    () -> Files.readString(outFile).lines().anyMatch(line::equals) || !process.isAlive(),
                    () -> "no line '" + line + "' of: " + Files.readString(outFile) + Files.readString(errFile));
        }

        /** Sends a line to a {@link ControlledApp} and waits for the answer. */
        public void ask(String line, String answer) throws IOException, InterruptedException {
            var before = answers(answer);
            tell(line);
            Poll.until(
                    () -> answers(answer) > before || !process.isAlive(),
                    () -> "no answer '" + answer + "' to '" + line + "': " + Files.readString(outFile)
                            + Files.readString(errFile));
        }

        private long answers(String answer) throws IOException {
            return Files.readString(outFile).lines().filter(answer::equals).count();
        }

        /** Sends a line to the program. */
        public void tell(String line) throws IOException {
            var in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        /** What {@code jcmd} prints. */
        public String jcmd(String... command) throws IOException, InterruptedException {
            return Tool.run(Stream.concat(
                            Stream.of(JAVA.resolveSibling("jcmd").toString(), Long.toString(process.pid())),
                            Stream.of(command))
                    .toArray(String[]::new));
        }

        @Override
        public void close() {
            Ending.of(process);
        }
    }
}
