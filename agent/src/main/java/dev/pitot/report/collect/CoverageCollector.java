package dev.pitot.report.collect;

import dev.pitot.report.collect.Intervals.Span;
import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Coverage.Gap;
import dev.pitot.report.model.Coverage.Thresholds;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Extent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up {@code pitot.ProbeStatus}: when each event was measured. */
final class CoverageCollector {
    private static final long SHORT = 100_000_000; // ns
    private static final int MAX_EVENTS = 200;
    private static final int MAX_SPANS = 20_000;
    private static final String UNSAID =
            "the recording has no reason: no recording wanted the event, or the JVM ended too early";

    private final Extent extent;
    private final Map<String, Event> events = new TreeMap<>();
    private boolean isTooMuch;

    private record Missing(Span span, String why) {}

    /** The stretches of one event. A stretch that continues an equal one, as in the next chunk, is merged with it. */
    private static final class Event {
        final List<Span> measured = new ArrayList<>();
        final List<Missing> missing = new ArrayList<>();

        @Nullable
        Thresholds thresholds;

        void add(Span span, Thresholds more) {
            thresholds = thresholds == null ? more : thresholds.plus(more);
            var follows = !measured.isEmpty() && measured.getLast().isFollowedBy(span);
            measured.add(follows ? measured.removeLast().until(span.to()) : span);
        }

        void add(Missing part) {
            var follows = !missing.isEmpty()
                    && missing.getLast().why.equals(part.why)
                    && missing.getLast().span.isFollowedBy(part.span);
            missing.add(follows ? new Missing(missing.removeLast().span.until(part.span.to()), part.why) : part);
        }

        int size() {
            return measured.size() + missing.size();
        }
    }

    CoverageCollector(Extent extent) {
        this.extent = extent;
    }

    void add(EventFields status) {
        var name = status.text("event");
        var nanos = status.durationNanos();
        if (name == null || nanos <= 0 || isTooMuch(name)) {
            return; // without length: a decision of the governor, which a stretch of time reports as well
        }
        var event = events.computeIfAbsent(name, any -> new Event());
        var from = extent.at(status.start());
        var span = new Span(from, from + Math.min(nanos, Long.MAX_VALUE / 4));
        if (status.flag("attached")) {
            event.add(span, Thresholds.of(status));
        } else {
            event.add(new Missing(span, why(status)));
        }
    }

    private static String why(EventFields status) {
        var decision = status.text("decision");
        var reason = status.text("reason");
        var remedy = status.text("remedy");
        if (decision != null) {
            return decision;
        }
        return reason == null ? UNSAID : remedy == null || remedy.isEmpty() ? reason : reason + "; " + remedy;
    }

    private boolean isTooMuch(String name) {
        isTooMuch |= (events.size() == MAX_EVENTS && !events.containsKey(name))
                || events.values().stream().mapToInt(Event::size).sum() >= MAX_SPANS;
        return isTooMuch;
    }

    Coverage coverage() {
        if (events.isEmpty() || isTooMuch) {
            return Coverage.UNKNOWN;
        }
        var whole = new Span(0, extent.nanos());
        var measured = Intervals.union(
                events.values().stream()
                        .flatMap(event -> event.measured.stream())
                        .toList(),
                whole);
        var gaps = new ArrayList<Gap>();
        var missing = events.values().stream()
                .flatMap(event -> event.missing.stream())
                .toList();
        if (!measured.spans().isEmpty()) {
            new Intervals(List.of(whole))
                    .minus(measured).spans().stream()
                            .filter(span -> span.nanos() >= SHORT)
                            .forEach(span -> gaps.add(gap(List.of(span), why(List.of(span), missing))));
        }
        gaps.addAll(ofSingleEvents(whole, measured));
        return new Coverage(measured.nanos(), gaps, thresholds());
    }

    /**
     * Finds gaps while other events were measured, or in all of the time if none was. It joins events with the same
     * gaps.
     */
    private List<Gap> ofSingleEvents(Span whole, Intervals measured) {
        var wherever = new Intervals(List.of(whole));
        var where = measured.spans().isEmpty() ? wherever : measured;
        var alike = new LinkedHashMap<Gap, List<String>>();
        events.forEach((name, event) -> {
            var own = Intervals.union(event.measured, whole);
            var gaps = own.spans().isEmpty()
                    ? List.of(gap(wherever.spans(), why(where.spans(), event.missing)))
                    : gaps(where.minus(own), event);
            gaps.forEach(
                    gap -> alike.computeIfAbsent(gap, any -> new ArrayList<>()).add(name));
        });
        return alike.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private List<Gap> gaps(Intervals missed, Event event) {
        var byReason = new LinkedHashMap<String, List<Span>>();
        for (var span : missed.spans()) {
            if (span.nanos() >= SHORT) {
                byReason.computeIfAbsent(why(List.of(span), event.missing), any -> new ArrayList<>())
                        .add(span);
            }
        }
        return byReason.entrySet().stream()
                .map(reason -> gap(reason.getValue(), reason.getKey()))
                .toList();
    }

    private Gap of(Gap gap, List<String> names) {
        var all = names.size() == events.size() ? List.<String>of() : names;
        return new Gap(all, gap.from(), gap.to(), gap.nanos(), gap.why());
    }

    private Gap gap(List<Span> spans, String why) {
        return new Gap(
                List.of(),
                extent.start().plusNanos(spans.getFirst().from()),
                extent.start().plusNanos(spans.getLast().to()),
                spans.stream().mapToLong(Span::nanos).sum(),
                why);
    }

    /** Returns the reason that covers most of the time. */
    private static String why(List<Span> spans, Collection<Missing> missing) {
        var parts = new TreeMap<String, Long>();
        for (var part : missing) {
            var nanos = spans.stream().mapToLong(part.span::nanosIn).sum();
            parts.merge(part.why, nanos, Math::max);
        }
        return parts.entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(UNSAID);
    }

    private Map<String, Thresholds> thresholds() {
        var all = new TreeMap<String, Thresholds>();
        events.forEach((name, event) -> {
            if (event.thresholds != null) {
                all.put(name, event.thresholds);
            }
        });
        return all;
    }
}
