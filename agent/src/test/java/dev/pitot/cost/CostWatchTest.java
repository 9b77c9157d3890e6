package dev.pitot.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bpf.CpuTime;
import dev.pitot.plan.Budget;
import dev.pitot.plan.Decision;
import dev.pitot.plan.Governor;
import dev.pitot.plan.Plan;
import dev.pitot.record.Layout;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** With stretches of some milliseconds, in which a thread that passes for one of Pitot's spins. */
class CostWatchTest {
    private static final long MILLIS = 1_000_000;

    private final LinkedBlockingQueue<List<Decision>> decided = new LinkedBlockingQueue<>();
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Governor governor = new Governor(Budget.DEFAULT);

    private static CostMeter.Subject threads(Supplier<Map<String, Long>> threads) {
        return new CostMeter.Subject() {
            @Override
            public long[] hits() {
                return new long[Layout.RECORD_TYPES];
            }

            @Override
            public long[] records() {
                return new long[Layout.RECORD_TYPES];
            }

            @Override
            public Map<String, Long> threads() {
                return threads.get();
            }
        };
    }

    @Test
    void whatIsSpentComesToTheGovernorAndWhatItDecidesToWhoAttaches() throws Exception {
        governor.govern(Plan.of(List.of(Map.of())));
        var spinner = CpuTime.currentThreadId();
        var watch = new CostWatch(
                () -> new CostMeter(
                        threads(() -> Map.of("spinner", CpuTime.ofThread(spinner))), List.of(), TrapCost.UNKNOWN),
                governor,
                decided::add,
                warnings::add,
                5 * MILLIS,
                5 * MILLIS,
                20 * MILLIS);
        List<Decision> first = null;
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (first == null && System.nanoTime() < until) {
            first = decided.poll();
        }
        var last = watch.last();
        watch.close();

        assertThat(first).isNotNull().noneMatch(Decision::isAttached);
        assertThat(last)
                .hasValueSatisfying(stretch -> assertThat(stretch.share()).isPositive());
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatCannotBeMeasuredIsALineAndNothingElse() throws Exception {
        var watch = new CostWatch(
                () -> {
                    throw new IllegalStateException("so it is");
                },
                governor,
                decided::add,
                warnings::add,
                MILLIS,
                MILLIS,
                MILLIS);
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (warnings.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        watch.close();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("cannot measure Pitot's cost")
                .contains("so it is");
    }

    @Test
    void itEndsAtOnceAlsoInTheMiddleOfAPause() {
        var watch = new CostWatch(
                () -> new CostMeter(threads(Map::of), List.of(), TrapCost.UNKNOWN),
                governor,
                decided::add,
                warnings::add);
        watch.close();
        watch.close();
        assertThat(watch.last()).isEmpty();
        assertThat(warnings).isEmpty();
    }
}
