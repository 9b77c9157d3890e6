package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Cli;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Sleeper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of {@code /proc} a service may see a part, or nothing: what is not there costs what it is needed for, and nothing else. */
@RequiresKernel
class RestrictedProcIT {
    private static final String PROCESSES_ALONE = "mount -t proc -o subset=pid proc /proc";
    private static final String NOTHING = "mount -t tmpfs -o ro none /proc";

    /** Without {@code /proc} the dynamic loader does not find what lies beside the launcher. */
    private static final String LIBRARIES =
            "export LD_LIBRARY_PATH=" + TracedJvm.JAVA.getParent().resolveSibling("lib");

    @TempDir
    Path directory;

    @Test
    void processesAloneAreEnough() throws Exception {
        var run = TracedJvm.of(directory)
                .through(DegradedEnvironments.mounts(PROCESSES_ALONE))
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .run(Sleeper.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.events("pitot.ThreadSleep"))
                .filteredOn(sleep -> sleep.getString("osThreadName").equals(Sleeper.NAME))
                .hasSize(Sleeper.SLEEPS);
        assertThat(run.events("pitot.ClassLoad")).isNotEmpty();
    }

    @Test
    void doctorSaysWhatItDoesNotSeeAndFindsThatRecordingWorks() throws Exception {
        var doctor = Cli.run(
                List.of(DegradedEnvironments.mounts(PROCESSES_ALONE)), TracedJvm.JAR, "doctor", "--width", "200");
        assertThat(doctor.out())
                .containsPattern("/proc +note +/proc is mounted with subset=pid\n")
                .doesNotContain("FAILED");
        assertThat(doctor.status()).isZero();
        assertThat(doctor.err()).isEmpty();
    }

    @Test
    void withoutProcNoProcessIsSaidToBeAbsent() throws Exception {
        var status = Cli.run(List.of(DegradedEnvironments.mounts(NOTHING, LIBRARIES)), TracedJvm.JAR, "status", "1");
        assertThat(status.failure()).isEqualTo("pitot: no process 1, or it is hidden: /proc is not mounted here");
    }
}
