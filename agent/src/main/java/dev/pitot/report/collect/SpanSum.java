package dev.pitot.report.collect;

import dev.pitot.report.model.SingleSpan;
import dev.pitot.report.model.SpanBill;
import dev.pitot.report.model.SpanKey;
import dev.pitot.report.model.SpanTotal;

/** Adds up spans. */
final class SpanSum {
    private final Durations durations = new Durations();
    private SpanBill bill = SpanBill.NONE;

    SpanSum plus(SingleSpan span) {
        durations.add(Math.max(0, span.durationNanos()));
        bill = bill.plus(span.bill());
        return this;
    }

    long count() {
        return durations.count();
    }

    long nanos() {
        return durations.sum();
    }

    SpanTotal total(SpanKey key) {
        return total(key, durations.max(), bill);
    }

    private SpanTotal total(SpanKey key, long max, SpanBill bill) {
        return new SpanTotal(
                key,
                durations.count(),
                durations.sum(),
                Math.min(max, durations.percentile(50)),
                Math.min(max, durations.percentile(99)),
                max,
                bill);
    }

    /**
     * Reduces this sum of all to those that are not listed, and returns their total. To add up their histograms instead
     * would take seconds if there are many.
     */
    SpanTotal rest(SpanKey key, Iterable<SpanSum> listed, Iterable<SpanSum> unlisted) {
        listed.forEach(sum -> durations.remove(sum.durations));
        var max = 0L;
        var restBill = SpanBill.NONE;
        for (var sum : unlisted) {
            max = Math.max(max, sum.durations.max());
            restBill = restBill.plus(sum.bill);
        }
        return total(key, max, restBill);
    }
}
