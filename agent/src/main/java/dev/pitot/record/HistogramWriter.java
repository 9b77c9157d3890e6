package dev.pitot.record;

import dev.pitot.jfr.BlockIoLatency;
import dev.pitot.jfr.Bucket;
import dev.pitot.jfr.CpuBucket;
import dev.pitot.jfr.Events;
import dev.pitot.jfr.OffCpuTime;
import dev.pitot.jfr.OnCpuTime;
import dev.pitot.jfr.RunQueueLatency;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram.Unit;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jdk.jfr.EventType;

/** Commits histograms as events, one for each slot that is not empty. */
public final class HistogramWriter {
    private final Rows<BlockIoLatency> ofRequests;
    private final Map<EventKind, Rows<? extends CpuBucket>> ofThreads;

    public HistogramWriter(Clock clock) {
        ofRequests = new Rows<>(BlockIoLatency::new, new EventTimes<>(BlockIoLatency.class, clock));
        ofThreads = Map.of(
                EventKind.ON_CPU_TIME, new Rows<>(OnCpuTime::new, new EventTimes<>(OnCpuTime.class, clock)),
                EventKind.OFF_CPU_TIME, new Rows<>(OffCpuTime::new, new EventTimes<>(OffCpuTime.class, clock)),
                EventKind.RUN_QUEUE_LATENCY,
                        new Rows<>(RunQueueLatency::new, new EventTimes<>(RunQueueLatency.class, clock)));
    }

    /** The rows of one event: the constructor of a row, and the setter of its times. */
    private record Rows<E extends Bucket>(Supplier<E> row, EventTimes<E> times) {
        void commit(Slots slots, long start, long end, Consumer<? super E> about) {
            for (var slot = 0; slot < Layout.SLOTS; slot++) {
                if (slots.counts()[slot] != 0) {
                    var event = fill(row.get(), slots, slot);
                    about.accept(event);
                    times.set(event, start, end);
                    event.commit();
                }
            }
        }
    }

    /**
     * Returns whether a periodic event would be recorded now.
     *
     * <p>JFR may switch an event off during a dump. That happens when two recordings, one of them JFR's own copy, set
     * something of the event but not {@code enabled} (jdk.jfr.internal.SettingsManager).
     */
    public static boolean isEnabled(EventKind kind) {
        return EventType.getEventType(Events.type(kind.eventName())).isEnabled();
    }

    /**
     * Commits the rows of what ended from {@code start} to {@code end}, CLOCK_MONOTONIC in nanoseconds. Slots count
     * microseconds.
     */
    public void commit(EventKind kind, Map<Series, Slots> histograms, long start, long end) {
        histograms.forEach((series, slots) -> {
            switch (series) {
                case Series.Requests requests ->
                    ofRequests.commit(slots, start, end, event -> {
                        event.device = requests.device();
                        event.operation = requests.operation();
                        event.async = requests.async();
                        event.queued = requests.queued();
                    });
                case Series.Keyed key -> {} // only live commands have them
                case Series.Threads threads ->
                    Objects.requireNonNull(ofThreads.get(kind))
                            .commit(slots, start, end, event -> event.kind = threads.kind());
            }
        });
    }

    private static <E extends Bucket> E fill(E event, Slots slots, int slot) {
        event.atLeast = Slots.atLeast(slot) * Unit.MICROS.nanos();
        event.below = nanos(Slots.below(slot));
        event.count = slots.counts()[slot];
        event.total = slots.totals()[slot];
        return event;
    }

    private static long nanos(long micros) {
        return micros > Long.MAX_VALUE / Unit.MICROS.nanos() ? Long.MAX_VALUE : micros * Unit.MICROS.nanos();
    }
}
