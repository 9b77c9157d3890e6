package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelClockIT {
    /** Every time that is read for an event would be moved by what this is off. */
    @Test
    void outsideOfATimeNamespaceItIsExactlyTheJvmsOwn() throws Exception {
        if (!Boolean.getBoolean("pitot.requireKernel")) {
            Assumptions.assumeTrue(may(), "the kernel does not let it");
        }
        for (var i = 0; i < 50; i++) {
            assertThat(KernelClock.measure()).isEqualTo(KernelClock.OWN);
        }
    }

    private static boolean may() {
        try {
            Bpf.requirePermission();
            return true;
        } catch (BpfException e) {
            return false;
        }
    }
}
