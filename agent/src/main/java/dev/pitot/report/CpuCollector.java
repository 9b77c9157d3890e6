package dev.pitot.report;

import java.util.Comparator;
import java.util.List;

/** Adds up the windows of {@code pitot.ThreadCpu} by thread. */
final class CpuCollector {

    private final int top;
    private final Tally<ThreadRef, CpuTotal> threads = new Tally<>(new ThreadRef(0, "(other threads)"), CpuTotal::none);

    CpuCollector(int top) {
        this.top = top;
    }

    void add(Fields event) {
        threads.add(ThreadRef.of(event), total -> total.plus(event));
    }

    List<CpuTotal> threads() {
        return threads.totals().stream()
                .sorted(Comparator.<CpuTotal>comparingLong(total -> total.bill().onCpuNanos())
                        .reversed())
                .limit(top)
                .toList();
    }
}
