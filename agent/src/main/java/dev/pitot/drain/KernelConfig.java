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

/** The configuration of the programs: {@code struct config}. */
final class KernelConfig {
    private static final int TIMES = 8; // bits above the phase's number in its tag

    private final BpfMap map;
    private final long alarm;
    private final Map<EventKind, Integer> times = new EnumMap<>(EventKind.class);
    private Plan plan = Plan.NOTHING;
    private boolean timed;

    /**
     * Creates a configuration.
     *
     * @param alarm bytes in the ring buffer at which its reader wakes up
     */
    KernelConfig(BpfMap map, long alarm) {
        this.map = map;
        this.alarm = alarm;
    }

    /** Applies a plan. A newly wanted phase gets a new tag, so that old frames on a thread's stack do not match it. */
    void write(Plan next) throws BpfException {
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && next.wants(kind) && !plan.wants(kind)) {
                times.merge(kind, 1, Integer::sum);
            }
        }
        plan = next;
        write(Layout.WALK_REPORT);
    }

    /** Turns the programs' timing of their own runs on or off. */
    void time(boolean runs) throws BpfException {
        timed = runs;
        write(Layout.WALK_REPORT);
    }

    /**
     * Writes the configuration.
     *
     * @param walk purpose of the next walk over the tasks
     */
    void write(int walk) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var config = arena.allocate(Layout.CONFIG_SIZE, 8);
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_WALK, walk);
            // The default is not wanted and without a limit.
            config.asSlice(Layout.CONFIG_THRESHOLDS, Layout.CONFIG_WINDOWS - Layout.CONFIG_THRESHOLDS)
                    .fill((byte) 0xff);
            for (var kind : EventKind.values()) {
                write(config, kind);
            }
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_TIMED, timed ? 1 : 0);
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_HISTOGRAMS, histograms(false));
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_KEYED, histograms(true));
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_ALARM, alarm);
            map.put(0, config);
        }
    }

    private long histograms(boolean keyed) {
        return plan.histograms().stream()
                .filter(histogram -> histogram.isKeyed() == keyed)
                .mapToLong(histogram -> 1L << histogram.bit())
                .sum();
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
