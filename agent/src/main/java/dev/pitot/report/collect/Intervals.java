package dev.pitot.report.collect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Stretches of time that neither overlap nor touch, in their order. */
record Intervals(List<Span> spans) {
    /** Two that are as near as this are one: each end was rounded by itself. */
    private static final long SLACK = 1_000_000; // ns

    /** From one time to another, in nanoseconds of the recording. */
    record Span(long from, long to) {
        long nanos() {
            return to - from;
        }

        boolean isFollowedBy(Span next) {
            return Math.abs(next.from - to) <= SLACK;
        }

        Span until(long end) {
            return new Span(from, end);
        }

        /** How much of it is in another. */
        long nanosIn(Span other) {
            return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
        }
    }

    Intervals {
        spans = List.copyOf(spans);
    }

    /** What is covered by any of them, within {@code whole}. */
    static Intervals union(Collection<Span> any, Span whole) {
        var union = new ArrayList<Span>();
        any.stream()
                .map(span -> new Span(Math.max(span.from, whole.from), Math.min(span.to, whole.to)))
                .filter(span -> span.from < span.to)
                .sorted(Comparator.comparingLong(Span::from))
                .forEach(span -> append(union, span));
        return new Intervals(union);
    }

    private static void append(List<Span> union, Span next) {
        if (union.isEmpty() || next.from > union.getLast().to + SLACK) {
            union.add(next);
        } else {
            var last = union.removeLast();
            union.add(new Span(last.from, Math.max(last.to, next.to)));
        }
    }

    /** What of this is not in the other. */
    Intervals minus(Intervals other) {
        var rest = new ArrayList<Span>();
        var cuts = other.spans.iterator();
        var cut = cuts.hasNext() ? cuts.next() : null;
        for (var span : spans) {
            var from = span.from;
            while (cut != null && cut.from < span.to) {
                if (from < cut.from) {
                    rest.add(new Span(from, cut.from));
                }
                from = Math.max(from, cut.to);
                if (cut.to > span.to) {
                    break;
                }
                cut = cuts.hasNext() ? cuts.next() : null;
            }
            if (from < span.to) {
                rest.add(new Span(from, span.to));
            }
        }
        return new Intervals(rest);
    }

    long nanos() {
        return spans.stream().mapToLong(Span::nanos).sum();
    }
}
