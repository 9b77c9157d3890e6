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
 * Finds the phases that are inside another phase of their thread, so that no time is counted twice. Phases of one
 * thread are nested or apart, so the middle of a phase decides. Its start cannot: the conversion between clocks may
 * make the inner start a few nanoseconds earlier. Phases are numbered in the recording's order.
 */
final class Nesting {
    /** Limit of some 200 MB. Later phases count as not nested. */
    private static final int MAX_PHASES = 1_000_000;

    private final List<Span> spans = new ArrayList<>();
    private final Map<ThreadRef, ThreadRef> threads = new HashMap<>(); // one copy instead of one per event
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

    /** @param start nanoseconds from the start of the recording */
    void add(ThreadRef thread, String type, long start, long nanos) {
        if (spans.size() < MAX_PHASES) {
            var same = threads.computeIfAbsent(thread, first -> first);
            spans.add(new Span(same, type, start, Math.min(nanos, Long.MAX_VALUE / 4), spans.size()));
        } else {
            whole = false;
        }
    }

    /**
     * Resolves the nesting of all added phases. It takes the longest first, so that outer phases precede inner ones.
     */
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

    /** Returns whether the phase with this number is in no other. */
    boolean isOutermost(int number) {
        return !inAny.get(number);
    }

    /** Returns whether the phase is in no other of its type. */
    boolean isOutermostOfType(int number) {
        return !inOwnType.get(number);
    }

    /** Returns whether all phases were examined. */
    boolean isWhole() {
        return whole;
    }
}
