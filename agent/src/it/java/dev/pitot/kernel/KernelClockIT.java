package dev.pitot.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.KernelClock;
import dev.pitot.compiler.Bundles;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import org.junit.jupiter.api.Test;

@RequiresKernel
class KernelClockIT {
    /** Every time that is read for an event would be moved by what this is off. */
    @Test
    void outsideOfATimeNamespaceItIsExactlyTheJvmsOwn() throws Exception {
        var bundle = new Bundles(TracedJvm.JAR, null, null, Bundles.Observer.NONE).get();
        try (var kernel = new LoadedBundle(new OwnObjects(new Bpf(), bundle, 0), bundle)) {
            for (var i = 0; i < 50; i++) {
                assertThat(kernel.clock()).isEqualTo(KernelClock.OWN);
            }
        }
    }
}
