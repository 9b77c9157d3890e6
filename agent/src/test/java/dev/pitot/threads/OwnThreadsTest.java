package dev.pitot.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bpf.CpuTime;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
    private static final String NAME = OwnThreads.PREFIX + "under test";
    private static final long MILLIS = 1_000_000;

    @Test
    void whatAThreadTookStaysWhenItHasEndedAndTheNextOfItsNameAddsToIt() throws Exception {
        run(20 * MILLIS);
        var first = OwnThreads.times().get(NAME);
        assertThat(first).isGreaterThanOrEqualTo(20 * MILLIS);
        run(5 * MILLIS);
        assertThat(OwnThreads.times().get(NAME)).isGreaterThanOrEqualTo(first + 5 * MILLIS);
    }

    @Test
    void aThreadThatWasNotKnownIsNotCounted() throws Exception {
        var name = NAME + " unknown";
        var thread = Thread.ofPlatform().name(name).start(OwnThreads::forget);
        thread.join();
        assertThat(OwnThreads.times()).doesNotContainKey(name);
    }

    /** Nor does it when the one who is told fails, too. */
    @Test
    void whatIsThrownInOneDoesNotReachTheApplication() throws Exception {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        var reached = new ArrayList<Throwable>();
        var failed = new ArrayList<Throwable>();
        var error = new NoClassDefFoundError("dev/pitot/Some");
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reached.add(thrown));
        try {
            var thread = OwnThreads.start(
                    "under test",
                    thrown -> {
                        failed.add(thrown);
                        throw new IllegalStateException(thrown);
                    },
                    () -> {
                        throw error;
                    });
            thread.join();
            assertThat(thread.getName()).isEqualTo(NAME);
            assertThat(thread.isDaemon()).isTrue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(failed).containsExactly(error);
        assertThat(reached).isEmpty();
    }

    private static void run(long cpuNanos) throws InterruptedException {
        var thread = OwnThreads.start("under test", thrown -> {}, () -> {
            OwnThreads.know();
            while (CpuTime.ofCurrentThread() < cpuNanos) {
                Thread.onSpinWait();
            }
        });
        thread.join();
    }
}
