package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.OldJdk;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the world is like: the application prints and returns what it does without Pitot, and Pitot says in one line what is
 * wrong and what to do. Each test runs the application twice in the same world, with the agent and without.
 */
@RequiresKernel
class NoHarmIT {
    private static final String NOT_PERMITTED =
            "nothing is measured: loading BPF programs is not permitted; run as root, or give .* CAP_BPF and CAP_PERFMON outside .*";
    private static final String NO_LIBBCC = "nothing is measured: libbcc.so.0 cannot be opened; install the package .*";

    /** The kernel's numbers, and the programs as the jar without programs compiles them. */
    @TempDir
    static Path shared;

    private static PublicCopy copy;
    private static Path withoutPrograms;
    private static Path warm;

    @TempDir
    Path directory;

    private Path cold;

    @BeforeAll
    static void compile() throws Exception {
        copy = PublicCopy.in(shared);
        withoutPrograms = CompilingJar.in(shared);
        PublicCopy.readable(shared); // and not writable, or the cache in it would be refused
        warm = shared.resolve("cache");
        for (var jar : List.of(copy.jar(), withoutPrograms)) {
            var run = Files.createDirectory(shared.resolve("of " + jar.getFileName()));
            TracedJvm.of(run)
                    .from(copy)
                    .jar(jar)
                    .record("pitot.ClassLoad", "0 ns")
                    .agentOptions("wait=60s,cache=" + warm)
                    .run(Application.class);
        }
        PublicCopy.readable(warm);
        assertThat(warm).isDirectoryContaining("glob:**.numbers").isDirectoryContaining("glob:**.bundle");
    }

    /** A cache may not lie in a directory that everybody can write, and the recording must. */
    @BeforeEach
    void divide() throws IOException {
        PublicCopy.readable(directory);
        cold = directory.resolve("cache");
    }

    // Privilege

    @Test
    void withoutPrivilege() throws Exception {
        harmless(jvm -> jvm.through(DegradedEnvironments.nobody()), NOT_PERMITTED);
    }

    @Test
    void withoutPrivilegeAndWithoutAnythingElse() throws Exception {
        harmless(
                jvm -> jvm.agentOptions("wait=120s,cache=/proc/nowhere")
                        .through(DegradedEnvironments.without("libbcc.so.0", "libbcc_bpf.so.0"))
                        .through(DegradedEnvironments.nobody()),
                NOT_PERMITTED);
    }

    @Test
    void rootOfAUserNamespaceOnly() throws Exception {
        harmless(jvm -> jvm.through("unshare", "--user", "--map-root-user"), NOT_PERMITTED);
    }

    @Test
    void withOneCapabilityOfTheTwo() throws Exception {
        harmless(
                jvm -> jvm.through(DegradedEnvironments.nobody())
                        .through("--inh-caps", "+bpf", "--ambient-caps", "+bpf"),
                NOT_PERMITTED);
    }

    @Test
    void uprobesNotPermitted() throws Exception {
        harmless(
                jvm -> jvm.agentOptions(options(warm) + ",attach=old").through(DegradedEnvironments.nobodyWithBpf()),
                "pitot.ClassLoad, .*, pitot.ThreadSleep are not measured: opening a perf uprobe is not permitted; run as .*");
    }

    // Libraries and the kernel

    @Test
    void withoutLibraries() throws Exception {
        var run = harmless(jvm -> jvm.agentOptions(options(cold))
                .through(DegradedEnvironments.without("libbcc.so.0", "libbcc_bpf.so.0")));
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void withoutLibbccWhereItMustCompile() throws Exception {
        harmless(
                jvm -> compiling(jvm).through(DegradedEnvironments.without("libbcc.so.0")),
                CompilingJar.LINE,
                NO_LIBBCC);
    }

    @Test
    void withoutLibbccButWithItsOutput() throws Exception {
        var run = harmless(jvm -> jvm.jar(withoutPrograms).through(DegradedEnvironments.without("libbcc.so.0")));
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void withoutBtf() throws Exception {
        var line =
                "nothing is measured: /sys/kernel/btf/vmlinux, .* is not supported by this kernel; use a kernel with .*";
        harmless(jvm -> jvm.agentOptions(options(cold)).through(withoutTypes()), line);
    }

    @Test
    void withoutBtfWhereItMustCompile() throws Exception {
        var line =
                "nothing is measured: /sys/kernel/btf/vmlinux, .* is not supported by this kernel; use a kernel with .*";
        harmless(jvm -> compiling(jvm).through(withoutTypes()), CompilingJar.LINE, line);
    }

    @Test
    void withoutBtfButWithItsNumbers() throws Exception {
        assertThat(harmless(jvm -> jvm.through(withoutTypes())).events("pitot.ClassLoad"))
                .isNotEmpty();
    }

    @Test
    void withoutBtfButWithABundle() throws Exception {
        assertThat(harmless(jvm -> jvm.jar(withoutPrograms).through(withoutTypes()))
                        .events("pitot.ClassLoad"))
                .isNotEmpty();
    }

    private static String[] withoutTypes() {
        return DegradedEnvironments.mounts("mount -t tmpfs none /sys/kernel/btf");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 100})
    void withFewFileDescriptors(int limit) throws Exception {
        harmless(
                jvm -> jvm.through("prlimit", "--nofile=" + limit + ":" + limit),
                "nothing is measured: this process has \\d+ of " + limit
                        + " permitted files open, .*; raise the limit .*");
    }

    // The cache and other places

    @Test
    void cachePlantedByAnotherUser() throws Exception {
        Files.createDirectory(cold);
        Tool.run("chown", "65534", cold.toString());
        var run = harmless(
                jvm -> compiling(jvm),
                "the cache is not used: bundle cache refused: .* belongs to uid 65534, not to this user \\(uid 0\\) or root; remove it .*",
                CompilingJar.LINE);
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
        assertThat(cold).isEmptyDirectory();
    }

    /** It would have saved reading the BTF, no more. */
    @Test
    void cachePlantedByAnotherUserWhereNothingIsCompiled() throws Exception {
        Files.createDirectory(cold);
        Tool.run("chown", "65534", cold.toString());
        assertThat(harmless(jvm -> jvm.agentOptions(options(cold))).events("pitot.ClassLoad"))
                .isNotEmpty();
        assertThat(cold).isEmptyDirectory();
    }

    @Test
    void bundleThatAnotherUserCouldHaveWritten() throws Exception {
        Files.createDirectory(cold);
        try (var files = Files.newDirectoryStream(warm, "*.bundle")) {
            for (var file : files) {
                var copied = Files.copy(file, cold.resolve(file.getFileName()));
                Tool.run("chmod", "g+w", copied.toString());
            }
        }
        var run = harmless(
                jvm -> compiling(jvm),
                "the cache is not used: bundle cache refused: .*bundle is writable by others; remove it.*",
                CompilingJar.LINE); // which replaces it
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void cacheThatCannotBeWritten() throws Exception {
        Files.createDirectory(cold);
        var run = harmless(
                jvm -> compiling(jvm).through(DegradedEnvironments.mounts(DegradedEnvironments.readOnly(cold))),
                CompilingJar.LINE,
                "the compiled programs are not cached: .*Read-only file system.*; .*");
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void homeThatIsNotThere() throws Exception {
        var run = harmless(jvm -> jvm.agentOptions("wait=120s")
                .jvm("-Duser.home=/dev/null/nowhere")
                .through(DegradedEnvironments.mounts("mount -t tmpfs -o mode=1777 none /var/tmp")));
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void homeThatCannotBeWritten() throws Exception {
        var home = Files.createDirectory(directory.resolve("home"));
        var run = harmless(jvm -> jvm.agentOptions("wait=120s")
                .jvm("-Duser.home=" + home)
                .through(DegradedEnvironments.mounts(
                        "mount -t tmpfs -o mode=1777 none /var/tmp", DegradedEnvironments.readOnly(home))));
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void temporaryDirectoryThatIsNotThere() throws Exception {
        harmless(
                jvm -> compiling(jvm)
                        .jvm("-Djava.io.tmpdir=/dev/null/nowhere", "-XX:FlightRecorderOptions:repository=" + directory),
                "nothing is measured: the BPF programs could not be compiled: .*; make sure that /dev/null/nowhere is .*");
    }

    @Test
    void emptyPath() throws Exception {
        assertThat(harmless(jvm -> compiling(jvm).environment("PATH", ""), CompilingJar.LINE)
                        .events("pitot.ClassLoad"))
                .isNotEmpty();
    }

    @Test
    void workingDirectoryThatIsGone() throws Exception {
        var runs = new ArrayList<Run>();
        for (var name : List.of("without", "with")) {
            var gone = directory.resolve("gone");
            Files.createDirectory(gone);
            var jvm = jvm(false, name, world -> compiling(world).through("env", "--chdir", gone.toString()));
            runs.add((name.equals("with") ? jvm : jvm.withoutAgent())
                    .run(
                            Vanishing.class,
                            directory.resolve(name).resolve("test.jfr").toString()));
        }
        assertThat(compare(runs.getFirst(), runs.getLast(), CompilingJar.LINE).events("pitot.ClassLoad"))
                .isNotEmpty();
    }

    // Options

    static Stream<List<String>> badOptions() {
        return Stream.of(
                List.of(
                        "speed=9",
                        "there is no option 'speed'; the options are cache, wait, attach, ring, compile, budget, span, nospan, follow, helper, and the commands attach, status, stop, start, spans"),
                List.of("=", "there is no option ''; the options are .*"),
                List.of("wait=", "the option 'wait' has no value; .* write wait:VALUE"),
                List.of(
                        "cache",
                        "the option 'cache' has no value; with jcmd, which cuts the text at '=', write cache:VALUE"),
                List.of("wait=soon", "the option 'wait' needs a time such as 500ms or 5s, not 'soon'"),
                List.of("wait=99999999999999999999s", "the option 'wait' needs a time such as 500ms or 5s, not '9+s'"),
                List.of("attach=kprobe", "the option 'attach' must be auto or old, not 'kprobe'"),
                List.of("cache=here/and/there", "the option 'cache' needs an absolute path, not 'here/and/there'"),
                List.of("cache=/a\u0007b\nc\rd", ""),
                List.of(
                        "a\tb\u001b[31m\nc\rd\u2028e\u0085",
                        "there is no option 'a\\?b\\?\\[31m\\?c\\?d.*e.*'; the options .*"),
                List.of(
                        "\"' $(id) `id` %s %n {0} \\\\ ,;",
                        "there is no option .*; there is no option ';'; the options .*"),
                List.of("x".repeat(100_000), "there is no option 'x{60}…'; the options are .*"),
                List.of("a,b,c,d,e,f,g", "there is no option 'a'; .*'b'; .*'c'; .*; and 4 more problems"),
                List.of(",,, ,", ""));
    }

    @ParameterizedTest
    @MethodSource("badOptions")
    void badOption(List<String> optionAndLine) throws Exception {
        var line = optionAndLine.getLast();
        harmless(
                false,
                jvm -> jvm.agentOptions(optionAndLine.getFirst()),
                line.isEmpty() ? new String[0] : new String[] {line});
    }

    // The JVM

    @Test
    void imageWithoutCommands() throws Exception {
        var image = image(
                directory.resolve("image"),
                "java.base",
                "java.instrument",
                "jdk.jfr",
                "java.management",
                "jdk.management");
        var launcher = image.resolve("bin/launcher");
        Files.move(image.resolve("bin/java"), launcher);
        harmless(
                jvm -> compiling(jvm).java(launcher),
                "nothing is measured: .*/bin/java does not exist, and compiling the BPF programs needs it; use a JDK .*");
        assertThat(harmless(jvm -> jvm.java(launcher)).events("pitot.ClassLoad"))
                .isNotEmpty();
    }

    @Test
    void imageWithoutManagement() throws Exception {
        var image = image(directory.resolve("image"), "java.base", "java.instrument", "jdk.jfr");
        var run = harmless(jvm -> jvm.java(image.resolve("bin/java")));
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void imageWithoutJfr() throws Exception {
        var image = image(directory.resolve("image"), "java.base", "java.instrument");
        harmless(
                false,
                jvm -> jvm.java(image.resolve("bin/java")),
                "nothing is measured: this JVM lacks the module jdk.jfr; add it to the image .*");
    }

    @Test
    void recorderSwitchedOff() throws Exception {
        harmless(
                false,
                jvm -> jvm.jvm("-XX:-FlightRecorder"),
                "nothing is measured: JFR is switched off in this JVM; start it without -XX:-FlightRecorder");
    }

    @Test
    void noRecording() throws Exception {
        harmless(false, jvm -> {});
    }

    @Test
    void recordingOfOtherEvents() throws Exception {
        assertThat(harmless(jvm -> {}).events("jdk.JVMInformation")).isNotEmpty();
    }

    /** What an older JVM loads, it can load; the next test asks one, where there is one. */
    @Test
    void entryClassIsForJava11() throws Exception {
        try (var jar = new ZipFile(TracedJvm.JAR.toFile());
                var entry = new DataInputStream(jar.getInputStream(jar.getEntry("dev/pitot/agent/Agent.class")))) {
            assertThat(entry.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(entry.readInt()).isEqualTo(55);
        }
    }

    @Test
    void olderJvm() throws Exception {
        var older = OldJdk.find();
        assumeThat(older).as("an older JDK to try").isPresent();
        var program = OldJdk.program(directory, "still runs", 7);
        var command = new ArrayList<>(List.of(older.get().toString(), "-cp", directory.toString(), program));
        var without = new ProcessBuilder(command).start();
        command.add(1, "-javaagent:" + copy.jar());
        var with = new ProcessBuilder(command).start();
        assertThat(with.inputReader().lines()).containsExactly("still runs");
        assertThat(with.errorReader().lines().toList())
                .singleElement()
                .asString()
                .matches("pitot: nothing is measured: this is Java \\d+; use Java 25 or later");
        assertThat(with.waitFor()).isEqualTo(without.waitFor()).isEqualTo(7);
    }

    @Test
    void commandsOfAnOlderJdkSayWhatTheyNeed() throws Exception {
        var older = OldJdk.find();
        assumeThat(older).as("an older JDK to try").isPresent();
        var process = new ProcessBuilder(older.get().toString(), "-jar", TracedJvm.JAR.toString(), "doctor")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes()))
                .matches("pitot: this is Java \\d+; run pitot.jar with the java of a JDK 25 or later\\R");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    // How it is done

    private Run harmless(World world, String... lines) throws Exception {
        return harmless(true, world, lines);
    }

    private Run harmless(boolean record, World world, String... lines) throws Exception {
        var without = jvm(record, "without", world).withoutAgent().run(Application.class);
        var with = jvm(record, "with", world).run(Application.class);
        return compare(without, with, lines);
    }

    private Run compare(Run without, Run with, String... lines) {
        assertThat(without.out())
                .as("the application's own words: %s", without.err())
                .isNotEmpty();
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.exit()).isEqualTo(without.exit()).isEqualTo(7);
        var said = new ArrayList<>(with.err().lines().toList());
        without.err().lines().forEach(said::remove);
        assertThat(said).hasSize(lines.length);
        for (var i = 0; i < lines.length; i++) {
            assertThat(said.get(i)).matches("pitot: " + lines[i]);
        }
        return with;
    }

    private TracedJvm jvm(boolean record, String name, World world) throws IOException {
        var mine = directory.resolve(name);
        if (!Files.exists(mine)) {
            PublicCopy.open(Files.createDirectory(mine));
        }
        var jvm = TracedJvm.of(mine).from(copy).agentOptions(options(warm));
        if (record) {
            // The JDK's own warnings are shown: Pitot must not cause any.
            jvm.record("pitot.ClassLoad", "0 ns").record("jdk.JVMInformation", "0 ns");
            jvm.jvm("-Xlog:jfr*=warning", "-Xlog:jfr+startup=off");
        }
        world.accept(jvm);
        return jvm;
    }

    @FunctionalInterface
    private interface World {
        void accept(TracedJvm jvm) throws IOException;
    }

    /** With a jar that has to compile, and an empty cache. */
    private TracedJvm compiling(TracedJvm jvm) {
        return jvm.jar(withoutPrograms).agentOptions(options(cold));
    }

    private static String options(Path cache) {
        return "wait=60s,cache=" + cache;
    }

    private static Path image(Path to, String... modules) throws Exception {
        Tool.run(
                TracedJvm.JAVA.resolveSibling("jlink").toString(),
                "--add-modules",
                String.join(",", modules),
                "--output",
                to.toString());
        return to;
    }

    /** Does a little of everything, prints it, and ends with a status of its own. */
    static final class Application {
        public static void main(String[] arguments) throws Exception {
            for (var i = 0; i < 100; i++) {
                System.out.println(i + " " + "äöü€".repeat(i % 3) + Integer.toHexString(i * 7919));
            }
            System.gc();
            System.out.println(Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.isDaemon())
                    .map(Thread::getName)
                    .sorted()
                    .toList());
            var thread = new Thread(() -> System.out.println("another thread"), "another");
            thread.start();
            thread.join();
            System.err.println("the application's stderr");
            System.exit(7);
        }
    }

    /** Deletes its working directory, then makes Pitot compile. */
    static final class Vanishing {
        public static void main(String[] arguments) throws Exception {
            Files.delete(Path.of(System.getProperty("user.dir")));
            try (var recording = new Recording()) {
                recording.enable("pitot.ClassLoad").withThreshold(Duration.ZERO);
                recording.start();
                Class.forName("java.util.concurrent.Exchanger");
                recording.stop();
                recording.dump(Path.of(arguments[0]));
            }
            System.out.println("recorded");
            System.exit(7);
        }
    }
}
