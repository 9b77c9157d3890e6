package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Histogram.Unit;
import dev.pitot.plan.Plan;
import dev.pitot.record.HistogramWriter;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Commits the changes of the wanted histograms since the last report. */
final class HistogramEvents {
    private static final long MIN_WINDOW = 10_000_000; // ns

    private record Reading(Map<Series, Slots> totals, long at) {}

    private final KernelHistograms histograms;
    private final HistogramWriter rows;
    private final Map<EventKind, Reading> last = new EnumMap<>(EventKind.class);

    HistogramEvents(KernelHistograms histograms, HistogramWriter rows) {
        this.histograms = histograms;
        this.rows = rows;
    }

    /**
     * Remembers the totals of newly wanted histograms, because a recording must not get what was counted before it.
     */
    void apply(Plan plan) throws BpfException {
        for (var kind : EventKind.values()) {
            if (kind.isHistogram() && plan.wants(kind)) {
                if (!last.containsKey(kind)) {
                    last.put(kind, read(kind));
                }
            } else {
                last.remove(kind);
            }
        }
    }

    void report(EventKind kind) throws BpfException {
        var before = last.get(kind);
        if (before == null || System.nanoTime() - before.at() < MIN_WINDOW || !HistogramWriter.isEnabled(kind)) {
            return;
        }
        var now = read(kind);
        var less = new LinkedHashMap<Series, Slots>();
        now.totals()
                .forEach((series, slots) ->
                        less.put(series, slots.minus(before.totals().getOrDefault(series, Slots.none()))));
        rows.commit(kind, less, before.at(), now.at());
        last.put(kind, now);
    }

    private Reading read(EventKind kind) throws BpfException {
        return new Reading(histograms.read(new Histogram(kind, Unit.MICROS)), System.nanoTime());
    }
}
