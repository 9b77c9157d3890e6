package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import org.junit.jupiter.api.Test;

@RequiresKernel
class KernelClockIT {
    /** Every time that is read for an event would be moved by what this is off. */
    @Test
    void outsideOfATimeNamespaceItIsExactlyTheJvmsOwn() throws Exception {
        for (var i = 0; i < 50; i++) {
            assertThat(KernelClock.measure()).isEqualTo(KernelClock.OWN);
        }
    }
}
