package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Plan;
import dev.pitot.record.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What the programs are told: {@code struct config}. */
final class KernelConfig {
    private static final int TIMES = 8; // above the phase's number in its tag

    private final BpfMap map;
    private final long alarm;
    private final Map<EventKind, Integer> times = new EnumMap<>(EventKind.class);
    private Plan plan = Plan.NOTHING;
    private boolean timed;

    /** @param alarm bytes in the ring buffer at which its reader is woken up */
    KernelConfig(BpfMap map, long alarm) {
        this.map = map;
        this.alarm = alarm;
    }

    /** Takes over a plan. A phase that was not wanted before gets a tag of its own, so that no old frame is taken for a new one. */
    void write(Plan next) throws BpfException {
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && next.wants(kind) && !plan.wants(kind)) {
                times.merge(kind, 1, Integer::sum);
            }
        }
        plan = next;
        write(Layout.WALK_REPORT);
    }

    /** Whether the programs time their own runs. */
    void time(boolean runs) throws BpfException {
        timed = runs;
        write(Layout.WALK_REPORT);
    }

    /** @param walk what the next walk over the tasks is for */
    void write(int walk) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var config = arena.allocate(Layout.CONFIG_SIZE, 8);
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_WALK, walk);
            // What is not set otherwise is not wanted, and has no limit.
            config.asSlice(Layout.CONFIG_THRESHOLDS, Layout.CONFIG_WINDOWS - Layout.CONFIG_THRESHOLDS)
                    .fill((byte) 0xff);
            for (var kind : EventKind.values()) {
                write(config, kind);
            }
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_TIMED, timed ? 1 : 0);
            var histograms = plan.histograms().stream()
                    .mapToLong(histogram -> 1L << histogram.bit())
                    .sum();
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_HISTOGRAMS, histograms);
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_ALARM, alarm);
            map.put(0, config);
        }
    }

    private void write(MemorySegment config, EventKind kind) {
        var number = kind.number();
        config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_THRESHOLDS + 8L * number, plan.thresholdNanos(kind));
        Optional.ofNullable(plan.throttles().get(kind)).ifPresent(throttle -> {
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_MOST + 8L * number, throttle.most());
            config.set(
                    ValueLayout.JAVA_LONG,
                    Layout.CONFIG_WINDOWS + 8L * number,
                    throttle.window().toNanos());
        });
        if (kind.isPhase() && plan.wants(kind)) {
            config.set(
                    ValueLayout.JAVA_INT,
                    Layout.CONFIG_TAGS + 4L * number,
                    times.getOrDefault(kind, 0) << TIMES | number);
        }
    }
}
