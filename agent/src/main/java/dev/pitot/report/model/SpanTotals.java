package dev.pitot.report.model;

import org.jspecify.annotations.Nullable;

/**
 * The spans of a recording. The time of a span is also in each span around it.
 *
 * @param keys totals by class and method, those with the longest time first
 * @param rest total of the keys that are not listed; null if all are
 * @param unnamed number of spans that are counted under {@link SpanKey#OTHERS}
 * @param longest longest single spans
 * @param withoutBill number of spans without a bill
 * @param noBill the most frequent reason for that, or null
 * @param nested whether a span began in another
 */
public record SpanTotals(
        Recorded recorded,
        Top<SpanTotal> keys,
        @Nullable SpanTotal rest,
        long unnamed,
        Top<SingleSpan> longest,
        long withoutBill,
        @Nullable String noBill,
        boolean nested) {}
