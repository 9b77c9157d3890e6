package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To the kernel names are bytes: those that are no text in the JVM's encoding, which in the locale C is ASCII, cost nothing else. */
@RequiresKernel
class BytesIT {
    @TempDir
    Path directory;

    /** One that is cut within a character, and one in another encoding: in {@code comm}, {@code status} and {@code maps}. */
    @Test
    void namesOfThreadAndMappedFileHideNothing() throws Exception {
        var java = Files.createSymbolicLink(directory.resolve("Kafka消息队列"), TracedJvm.JAVA);
        var run = TracedJvm.of(directory)
                .java(java)
                .through(
                        "sh", "-ec", "echo mapped > \"$(printf '%s/caf\\351' '" + directory + "')\"; exec \"$@\"", "sh")
                .environment("LC_ALL", "C")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .run(Sleeper.class, directory.toString());

        assertThat(run.out()).startsWith("mapped\n");
        assertThat(run.err()).isEmpty();
        assertAllIsThere(run);
    }

    @Test
    void cacheThatTheLocaleHasNoWordForIsNotUsed() throws Exception {
        var cache = Files.createDirectory(directory.resolve("café"));
        var run = TracedJvm.of(directory)
                .jar(CompilingJar.in(directory))
                .environment("LC_ALL", "C")
                .environment("XDG_CACHE_HOME", cache.toString())
                .agentOptions("wait=120s,budget=off")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .run(Sleeper.class);

        assertThat(run.err())
                .matches(
                        "pitot: the cache is not used: bundle cache refused: XDG_CACHE_HOME is not a path in \\S+, .*; start"
                                + " this JVM with LC_ALL=C.UTF-8, .*\npitot: " + CompilingJar.LINE + "\n");
        assertAllIsThere(run);
        assertThat(cache).isEmptyDirectory();
    }

    private static void assertAllIsThere(Run run) throws IOException {
        assertThat(run.exit()).isZero();
        assertThat(run.events("pitot.ThreadSleep"))
                .filteredOn(sleep -> sleep.getString("osThreadName").equals(Sleeper.NAME))
                .hasSize(Sleeper.SLEEPS);
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }
}
