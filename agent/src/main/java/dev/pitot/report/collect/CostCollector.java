package dev.pitot.report.collect;

import dev.pitot.report.model.Cost;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.ProbeTotal;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds up {@code pitot.ProbeCost}. Each row has its share of the process's CPU time in its stretch of time. For one
 * share of all, a stretch is weighted by the process's CPU time in it, which follows from cost and share. So five
 * percent of an idle second weigh less than one of a busy second. A stretch without cost does not show that time and is
 * left out.
 */
final class CostCollector {

    private static final String ATTACH = "attach"; // as dev.pitot.cost.AttachCost names it

    private final int top;
    private long attachNanos;
    private final Tally<ProbeTotal, ProbeTotal> programs = new Tally<>(ProbeTotal.OTHERS, UnaryOperator.identity());
    private final Tally<CostInterval, CostInterval> stretches =
            new Tally<>(CostInterval.OTHERS, UnaryOperator.identity());

    CostCollector(int top) {
        this.top = top;
    }

    void add(EventFields event) {
        if (ATTACH.equals(event.text("program"))) {
            attachNanos += Math.max(0, event.nanos("cpuTime"));
            return;
        }
        var none = ProbeTotal.none(event);
        programs.add(none, total -> total.plus(event));
        var cost = none.plus(event).costNanos();
        stretches.add(CostInterval.none(event), stretch -> stretch.plus((double) cost, event.decimal("share")));
    }

    Cost cost() {
        var all = programs.totals();
        return new Cost(
                measured().stream().mapToLong(CostInterval::nanos).sum(),
                all.stream().mapToLong(ProbeTotal::costNanos).sum(),
                share(measured()),
                attachNanos,
                Top.of(
                        all.stream()
                                .sorted(Comparator.comparingLong(ProbeTotal::costNanos)
                                        .reversed())
                                .toList(),
                        top));
    }

    /** Returns the stretches that can be told apart. Those beyond the limit do not count for the share. */
    private List<CostInterval> measured() {
        return stretches.totals().stream()
                .filter(stretch -> !stretch.start().equals(CostInterval.OTHERS.start()))
                .toList();
    }

    private static @Nullable Double share(List<CostInterval> stretches) {
        var known =
                stretches.stream().filter(stretch -> stretch.processNanos() > 0).toList();
        var process = known.stream().mapToDouble(CostInterval::processNanos).sum();
        return process > 0 ? known.stream().mapToDouble(CostInterval::costNanos).sum() / process : null;
    }
}
