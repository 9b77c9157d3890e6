package dev.pitot.report.text;

import dev.pitot.report.model.Distribution;
import dev.pitot.report.model.HistogramTotal;
import dev.pitot.report.model.HistogramTotals;
import dev.pitot.report.model.RequestKind;
import dev.pitot.report.model.Top;
import java.util.function.Function;

/** Prints histograms as BCC does, with the exact average below, as {@code biolatency -e} has it. */
final class HistogramText {

    private HistogramText() {}

    static void write(HistogramTotals histograms, Page page) {
        section(
                "How long block requests took",
                " (each counts in two: with its time in the queue, and without)",
                histograms.blockIo(),
                HistogramText::requests,
                page);
        section("How long threads had a CPU at a time", "", histograms.onCpu(), HistogramText::threads, page);
        section(
                "How long threads were off the CPU at a time",
                " (asleep, or waiting for one)",
                histograms.offCpu(),
                HistogramText::threads,
                page);
        section("How long threads waited for a CPU", "", histograms.runQueue(), HistogramText::threads, page);
    }

    private static String requests(RequestKind kind) {
        return kind.device() + " " + kind.operation() + (kind.async() ? " (async)" : "") + ", "
                + (kind.queued() ? "queue and service" : "service alone");
    }

    private static String threads(String kind) {
        return kind + " threads";
    }

    private static <T> void section(
            String heading, String aside, Top<Distribution<T>> distributions, Function<T, String> name, Page page) {
        if (distributions.entries().isEmpty()) {
            return;
        }
        page.heading(heading + RecordedText.of(distributions) + aside);
        var gap = false;
        for (var distribution : distributions.entries()) {
            if (gap) {
                page.line("");
            }
            page.line("  " + page.cut(name.apply(distribution.of()), 2));
            draw(distribution.times(), page);
            gap = true;
        }
    }

    private static void draw(HistogramTotal times, Page page) {
        page.lines(Log2Histogram.lines(slots(times), "usecs", page.width()));
        if (times.count() > 0) {
            var average = TimeUnits.decimal(times.averageNanos());
            var total = TimeUnits.decimal(times.totalNanos());
            page.line(
                    "  " + page.cut("avg = " + average + " us, total = " + total + " us, count = " + times.count(), 2));
        }
        if (times.rowsLeftOut() > 0) {
            page.line("  rows left out, because their numbers are impossible: " + Human.count(times.rowsLeftOut()));
        }
    }

    private static long[] slots(HistogramTotal times) {
        var slots = new long[Log2Histogram.SLOTS];
        times.rows().forEach(row -> slots[row.slot()] = row.count());
        return slots;
    }
}
