package dev.pitot.report.collect;

import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.SingleSpan;
import dev.pitot.report.model.SpanKey;
import dev.pitot.report.model.SpanTotal;
import dev.pitot.report.model.SpanTotals;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up {@code pitot.Span} by class and method, and keeps the longest spans. */
final class SpanCollector {
    private final int top;
    private final Tally<SpanKey, SpanSum> keys = new Tally<>(SpanKey.OTHERS, key -> new SpanSum());
    private final SpanSum all = new SpanSum();
    private final Largest<SingleSpan> longest;
    private final Tally<String, Long> noBills = new Tally<>("other reasons", reason -> 0L);
    private boolean nested;

    SpanCollector(int top) {
        this.top = top;
        longest = new Largest<>(top, SingleSpan::durationNanos);
    }

    void add(EventFields event) {
        var span = SingleSpan.of(event);
        keys.add(span.key(), sum -> sum.plus(span));
        all.plus(span);
        longest.add(span);
        if (span.noBill() != null) {
            noBills.add(span.noBill(), count -> count + 1);
        }
        nested |= event.number("parentId") != 0;
    }

    /** Finishes; nothing may be added any more. */
    SpanTotals totals(Coverage.@Nullable Thresholds thresholds) {
        var sorted = keys.byKey().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<SpanKey, SpanSum> entry) ->
                                entry.getValue().nanos())
                        .reversed())
                .toList();
        var others = keys.byKey().get(SpanKey.OTHERS);
        return new SpanTotals(
                Recorded.of(all.count(), 0, thresholds),
                new Top<>(sorted.size(), totals(first(sorted))),
                rest(sorted),
                others == null ? 0 : others.count(),
                longest.top(),
                noBills.totals().stream().mapToLong(Long::longValue).sum(),
                mostFrequent(noBills.byKey()),
                nested);
    }

    private <T> List<T> first(List<T> sorted) {
        return sorted.subList(0, Math.min(top, sorted.size()));
    }

    private static List<SpanTotal> totals(List<Map.Entry<SpanKey, SpanSum>> sums) {
        return sums.stream()
                .map(entry -> entry.getValue().total(entry.getKey()))
                .toList();
    }

    private @Nullable SpanTotal rest(List<Map.Entry<SpanKey, SpanSum>> sorted) {
        var sums = sorted.stream().map(Map.Entry::getValue).toList();
        var unlisted = sums.subList(first(sums).size(), sums.size());
        if (unlisted.isEmpty()) {
            return null;
        }
        var name = unlisted.size() == 1 ? "(1 other)" : "(" + unlisted.size() + " others)";
        return all.rest(new SpanKey(null, name), first(sums), unlisted);
    }

    private static @Nullable String mostFrequent(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }
}
