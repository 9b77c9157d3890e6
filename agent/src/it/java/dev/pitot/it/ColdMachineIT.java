package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import dev.pitot.workload.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a jar without programs, on a machine where nobody has compiled them yet. */
@RequiresKernel
class ColdMachineIT {
    private static final int MOST_SECONDS = 300; // for a child of the lowest priority

    @TempDir
    Path directory;

    private Path jar;
    private Path cache;
    private Path temporary;

    @BeforeEach
    void divide() throws IOException {
        jar = CompilingJar.in(directory);
        cache = directory.resolve("cache");
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @Test
    void whatAKilledJvmBeganIsThereForTheNext() throws Exception {
        ProcessHandle compiler;
        try (var jvm = jvm("killed").start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.tell("start one");
            Poll.until(
                    () -> jvm.process().children().findAny().isPresent(),
                    () -> "no compiler child: " + Files.readString(jvm.errFile()));
            compiler = jvm.process().children().findAny().orElseThrow();
            Poll.until(() -> !said(jvm).isEmpty(), () -> "no line on stderr");
            jvm.process().destroyForcibly();
            Poll.until(() -> !compiler.isAlive() || nice(compiler) == 19, () -> "nice " + nice(compiler));
            assertThat(said(jvm)).matches("pitot: " + CompilingJar.LINE + " unless the option wait=60s .*\\R");
        }
        Poll.until(MOST_SECONDS, () -> !compiler.isAlive(), () -> "the compiler still runs: " + compiler.info());
        assertThat(temporary).isEmptyDirectory();
        assertThat(cache).isDirectoryContaining("glob:**.bundle").isDirectoryNotContaining("glob:**.tmp");

        var next = jvm("next")
                .agentOptions(options("wait=60s"))
                .record("pitot.ThreadSleep", "0 ns")
                .run(Sleeper.class);
        assertThat(next.err()).isEmpty();
        assertThat(next.events("pitot.ThreadSleep")).isNotEmpty();
    }

    @Test
    void whatABriefJvmBeganIsThereForTheNext() throws Exception {
        var run = jvm("brief").record("pitot.ThreadSleep", "0 ns").run(Sleeper.class);
        assertThat(run.err()).matches("pitot: " + CompilingJar.LINE + "\\R");
        Poll.until(MOST_SECONDS, () -> bundles() == 1, () -> "no bundle in the cache");
    }

    @Test
    void twoAtOnceBothRecord() throws Exception {
        try (var one = recording("one");
                var other = recording("other")) {
            for (var jvm : List.of(one, other)) {
                var run = jvm.await();
                assertThat(run.err()).matches("pitot: " + CompilingJar.LINE + " the start of a recording waits .*\\R");
                assertThat(run.events("pitot.ThreadSleep")).isNotEmpty();
            }
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(cache).isDirectoryNotContaining("glob:**.tmp");
        assertThat(bundles()).isEqualTo(1);
    }

    private int bundles() throws IOException {
        var count = 0;
        try (var files = Files.newDirectoryStream(cache, "*.bundle")) {
            for (var _ : files) {
                count++;
            }
        }
        return count;
    }

    private TracedJvm.Running recording(String name) throws IOException {
        return jvm(name)
                .agentOptions(options("wait=110s,compile=300s"))
                .record("pitot.ThreadSleep", "0 ns")
                .start(Sleeper.class);
    }

    private TracedJvm jvm(String name) throws IOException {
        return TracedJvm.of(Files.createDirectory(directory.resolve(name)))
                .jar(jar)
                .agentOptions(options("budget=off"))
                .jvm("-Djava.io.tmpdir=" + temporary);
    }

    private String options(String more) {
        return "cache=" + cache + "," + more;
    }

    private static String said(TracedJvm.Running jvm) throws IOException {
        return Files.readString(jvm.errFile());
    }

    /** The 19th field of /proc/PID/stat, or 19 of a process that has just ended. The second may contain blanks. */
    private static int nice(ProcessHandle process) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (IOException e) {
            return 19;
        }
    }
}
