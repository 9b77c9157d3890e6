package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a container the kernel's tracepoints speak of other ids than the JVM knows. */
@RequiresKernel
class PidNamespaceIT {
    @TempDir
    Path directory;

    @Test
    void idsAreTheJvmsOwnAndNothingIsMissing() throws Exception {
        var run = TracedJvm.of(directory)
                .through("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .setting("pitot.ThreadCpu#period", "1 s")
                .run(Spinner.class);

        assertThat(run.err()).isEmpty();
        var out = run.out().lines().collect(Collectors.toMap(line -> line.split(" ")[0], line -> line.split(" ")[1]));
        assertThat(out).containsEntry("pid", "1");
        var tid = Long.parseLong(out.get("tid"));

        assertThat(run.events("pitot.ThreadSleep"))
                .filteredOn(sleep -> sleep.getString("osThreadName").equals("spinner"))
                .hasSize(Spinner.SLEEPS)
                .allSatisfy(sleep -> {
                    assertThat(sleep.getLong("osThreadId")).isEqualTo(tid);
                    assertThat(sleep.getThread("thread").getJavaName()).isEqualTo("spinner");
                    assertThat(sleep.getThread("thread").getOSThreadId()).isEqualTo(tid);
                });
        assertThat(run.events("pitot.ThreadCpu")).isNotEmpty().allSatisfy(cpu -> assertThat(cpu.getLong("osThreadId"))
                .isBetween(1L, 500L));

        var mine = onCpu(run, "spinner");
        var kernels = Duration.ofNanos(Long.parseLong(out.get("schedstat")));
        // The thread's last words come some milliseconds before its end.
        assertThat(mine.toMillis()).isCloseTo(kernels.toMillis(), within(10 + kernels.toMillis() / 50));
    }

    private static Duration onCpu(Run run, String thread) throws IOException {
        return run.events("pitot.ThreadCpu").stream()
                .filter(cpu -> cpu.getString("osThreadName").equals(thread))
                .map(cpu -> cpu.getDuration("onCpu"))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Spins and sleeps on a thread of its own, and says what the kernel knows of that. */
    static final class Spinner {
        static final int SLEEPS = 3;

        public static void main(String[] arguments) throws Exception {
            System.out.println("pid " + ProcessHandle.current().pid());
            var thread = new Thread(Spinner::spin, "spinner");
            thread.start();
            thread.join();
        }

        private static void spin() {
            try {
                for (var i = 0; i < SLEEPS; i++) {
                    Thread.sleep(20);
                }
                var self = Path.of("/proc/thread-self").toRealPath();
                var end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                System.out.println("tid " + self.getFileName());
                System.out.println("schedstat "
                        + Files.readString(self.resolve("schedstat")).split(" ")[0]);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
