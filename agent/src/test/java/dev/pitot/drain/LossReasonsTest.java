package dev.pitot.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.drain.PerCpuCounters.Count;
import dev.pitot.report.model.Loss;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A report knows the agent's reasons by their texts only: it must depend on recordings alone. */
class LossReasonsTest {

    @Test
    void theReportKnowsWhichReasonsAreNoLoss() {
        assertThat(Arrays.stream(Count.values()).filter(count -> Loss.inFlight(count.text, null)))
                .containsExactly(Count.END_ONLY, Count.BEGIN_ONLY);
        assertThat(Loss.inFlight(PerCpuCounters.LATE, "pitot.BlockIo")).isTrue();
    }
}
