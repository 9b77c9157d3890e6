package dev.pitot.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bcc.CpuTime;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
    private static final String NAME = OwnThreads.PREFIX + "under test";
    private static final long MILLIS = 1_000_000;

    @Test
    void whatAThreadTookStaysWhenItHasEndedAndTheNextOfItsNameAddsToIt() throws Exception {
        run(NAME, 20 * MILLIS);
        var first = OwnThreads.times().get(NAME);
        assertThat(first).isGreaterThanOrEqualTo(20 * MILLIS);
        run(NAME, 5 * MILLIS);
        assertThat(OwnThreads.times().get(NAME)).isGreaterThanOrEqualTo(first + 5 * MILLIS);
    }

    @Test
    void aThreadThatWasNotKnownIsNotCounted() throws Exception {
        var name = NAME + " unknown";
        var thread = Thread.ofPlatform().name(name).start(OwnThreads::forget);
        thread.join();
        assertThat(OwnThreads.times()).doesNotContainKey(name);
    }

    private static void run(String name, long cpuNanos) throws InterruptedException {
        var thread = Thread.ofPlatform()
                .name(name)
                .start(() -> OwnThreads.during(() -> {
                    while (CpuTime.ofCurrentThread() < cpuNanos) {
                        Thread.onSpinWait();
                    }
                }));
        thread.join();
    }
}
