package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A profiler beside Pitot sends each thread a signal after every few milliseconds of CPU time, by which a system call may end early. */
@RequiresKernel
class SignalsIT {
    @TempDir
    Path directory;

    /** The verifier takes longer than any of these intervals over the largest program. */
    @ParameterizedTest
    @ValueSource(strings = {"10ms", "1ms", "200us"})
    void programsAreLoadedBesideAProfiler(String interval) throws Exception {
        var profiler = "-agentpath:%s=start,event=ctimer,interval=%s,file=%s"
                .formatted(library(), interval, directory.resolve("profile.jfr"));
        var run = TracedJvm.of(directory)
                .jvm(profiler)
                .record("pitot.ThreadSleep", "0 ns")
                .run(Sleeper.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.events("pitot.ThreadSleep"))
                .filteredOn(sleep -> sleep.getString("osThreadName").equals(Sleeper.NAME))
                .hasSize(Sleeper.SLEEPS);
    }

    private Path library() throws IOException {
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        var resource = "/linux-" + architecture + "/libasyncProfiler.so";
        var file = directory.resolve("libasyncProfiler.so");
        try (var in = SignalsIT.class.getResourceAsStream(resource)) {
            Files.copy(in, file);
        }
        return file;
    }
}
