package dev.pitot.report.collect;

import dev.pitot.report.model.Cpu;
import dev.pitot.report.model.CpuTotal;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.ThreadRef;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.List;

/** Adds up the windows of {@code pitot.ThreadCpu} by thread. */
final class CpuCollector {

    /** The kind of Pitot's own threads. */
    static final String OWN = "Pitot";

    private final int top;
    private final Tally<ThreadRef, CpuTotal> threads = new Tally<>(new ThreadRef(0, "(other threads)"), CpuTotal::none);

    private CpuTotal all = CpuTotal.none(new ThreadRef(0, "(all threads)"));

    private long majorFaults;

    CpuCollector(int top) {
        this.top = top;
    }

    void add(EventFields event) {
        threads.add(ThreadRef.of(event), total -> total.plus(event));
        all = all.plus(event);
        if (!OWN.equals(event.text("kind"))) {
            majorFaults += event.number("majorFaults");
        }
    }

    Cpu cpu() {
        return new Cpu(all, Top.of(costliest(), top));
    }

    /**
     * Returns the page faults that waited for the disk. Those of Pitot's own threads make no events and are left out.
     */
    long majorFaults() {
        return majorFaults;
    }

    private List<CpuTotal> costliest() {
        return threads.totals().stream()
                .sorted(Comparator.<CpuTotal>comparingLong(total -> total.bill().onCpuNanos())
                        .reversed())
                .toList();
    }
}
