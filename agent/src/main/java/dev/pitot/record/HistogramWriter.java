package dev.pitot.record;

import dev.pitot.jfr.BlockIoLatency;
import dev.pitot.jfr.Bucket;
import dev.pitot.jfr.CpuBucket;
import dev.pitot.jfr.OffCpuTime;
import dev.pitot.jfr.OnCpuTime;
import dev.pitot.jfr.RunQueueLatency;
import dev.pitot.jfr.ThreadCpu;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram.Unit;
import java.util.Map;

/** Commits histograms as events, one for each slot that is not empty. */
public final class HistogramWriter {
    private final EventTimes<BlockIoLatency> blockIo;
    private final EventTimes<OnCpuTime> onCpu;
    private final EventTimes<OffCpuTime> offCpu;
    private final EventTimes<RunQueueLatency> runQueue;

    public HistogramWriter(Clock clock) {
        blockIo = new EventTimes<>(BlockIoLatency.class, clock);
        onCpu = new EventTimes<>(OnCpuTime.class, clock);
        offCpu = new EventTimes<>(OffCpuTime.class, clock);
        runQueue = new EventTimes<>(RunQueueLatency.class, clock);
    }

    /**
     * Whether what is reported now and then, threads' bills or a histogram's rows, would be recorded now. JFR may have an event off
     * for the moment of a dump, when two recordings, one of them its own copy, set something of it and not {@code enabled}
     * (jdk.jfr.internal.SettingsManager).
     */
    public static boolean isEnabled(EventKind kind) {
        var event =
                switch (kind) {
                    case THREAD_CPU -> new ThreadCpu();
                    case BLOCK_IO_LATENCY -> new BlockIoLatency();
                    case ON_CPU_TIME -> new OnCpuTime();
                    case OFF_CPU_TIME -> new OffCpuTime();
                    default -> new RunQueueLatency();
                };
        return event.isEnabled();
    }

    /** Of what ended from {@code start} to {@code end}, CLOCK_MONOTONIC in nanoseconds; slots of microseconds. */
    public void commit(EventKind kind, Map<Series, Slots> histograms, long start, long end) {
        histograms.forEach((series, slots) -> {
            for (var slot = 0; slot < Layout.SLOTS; slot++) {
                if (slots.counts()[slot] != 0) {
                    commit(kind, series, slots, slot, start, end);
                }
            }
        });
    }

    private void commit(EventKind kind, Series series, Slots slots, int slot, long start, long end) {
        switch (series) {
            case Series.Requests requests -> {
                var event = new BlockIoLatency();
                event.device = requests.device();
                event.operation = requests.operation();
                event.async = requests.async();
                event.queued = requests.queued();
                commit(fill(event, slots, slot), blockIo, start, end);
            }
            case Series.Threads threads -> {
                switch (kind) {
                    case ON_CPU_TIME -> commit(of(threads, fill(new OnCpuTime(), slots, slot)), onCpu, start, end);
                    case OFF_CPU_TIME -> commit(of(threads, fill(new OffCpuTime(), slots, slot)), offCpu, start, end);
                    default -> commit(of(threads, fill(new RunQueueLatency(), slots, slot)), runQueue, start, end);
                }
            }
        }
    }

    private static <E extends CpuBucket> E of(Series.Threads threads, E event) {
        event.kind = threads.kind();
        return event;
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

    private static <E extends Bucket> void commit(E event, EventTimes<E> times, long start, long end) {
        times.set(event, start, end);
        event.commit();
    }
}
