package dev.pitot.report.collect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Stretches of time in order, which neither overlap nor touch. */
record Intervals(List<Span> spans) {
    /** Largest gap that counts as none, because each end was rounded separately. */
    private static final long SLACK = 1_000_000; // ns

    /** A stretch between two times in nanoseconds of the recording. */
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

        /** Returns the length of the overlap with another. */
        long nanosIn(Span other) {
            return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
        }
    }

    Intervals {
        spans = List.copyOf(spans);
    }

    /** Returns what any of them covers within {@code whole}. */
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

    /** Returns what only this one covers. */
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
