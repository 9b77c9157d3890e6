package dev.pitot.report.collect;

import dev.pitot.report.model.ThreadRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which phases are inside another one of their thread, so that no time is counted twice. Those of a thread lie in one another or apart,
 * so it is enough to look where the middle of one lies: starts are mapped from clock to clock, and the inner one's may come out as the
 * earlier by some nanoseconds. Phases are known by their order in the recording.
 */
final class Nesting {
    /** Some 200 MB. Later ones are taken as inside none. */
    private static final int MOST = 1_000_000;

    private final List<Span> spans = new ArrayList<>();
    private final Map<ThreadRef, ThreadRef> threads = new HashMap<>(); // each event has a copy of its own
    private final BitSet inAny = new BitSet();
    private final BitSet inOwnType = new BitSet();
    private boolean whole = true;

    private record Span(ThreadRef thread, String type, long start, long nanos, int number) {
        long end() {
            return start + nanos;
        }

        long middle() {
            return start + nanos / 2;
        }
    }

    /** @param start in nanoseconds of the recording */
    void add(ThreadRef thread, String type, long start, long nanos) {
        if (spans.size() < MOST) {
            var same = threads.computeIfAbsent(thread, first -> first);
            spans.add(new Span(same, type, start, Math.min(nanos, Long.MAX_VALUE / 4), spans.size()));
        } else {
            whole = false;
        }
    }

    /** Once all are there. The longest come first, so that the outer ones are known when the inner ones come. */
    void resolve() {
        var outermost = new HashMap<Object, NavigableMap<Long, Long>>();
        spans.sort(Comparator.comparingLong(Span::nanos)
                .thenComparingInt(Span::number)
                .reversed());
        for (var span : spans) {
            inAny.set(span.number, !isOutermost(span, of(span.thread, outermost)));
            inOwnType.set(span.number, !isOutermost(span, of(List.of(span.thread, span.type), outermost)));
        }
        spans.clear();
        threads.clear();
    }

    private static NavigableMap<Long, Long> of(Object key, Map<Object, NavigableMap<Long, Long>> all) {
        return all.computeIfAbsent(key, any -> new TreeMap<>());
    }

    private static boolean isOutermost(Span span, NavigableMap<Long, Long> outermost) {
        var around = outermost.floorEntry(span.middle());
        if (around != null && span.middle() < around.getValue()) {
            return false;
        }
        outermost.put(span.start, span.end());
        return true;
    }

    /** Whether the phase with this number is in none. */
    boolean isOutermost(int number) {
        return !inAny.get(number);
    }

    /** The same, of those of its type. */
    boolean isOutermostOfType(int number) {
        return !inOwnType.get(number);
    }

    /** Whether all phases were looked at. */
    boolean isWhole() {
        return whole;
    }
}
