package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.record.Layout;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The kernel's histograms of one span, phase or thread each. They are there from when a command wants them until none does.
 *
 * <p>The map has room for {@link Layout#MAX_KEYED}. What finds none goes into a histogram for the rest, so the sums stay
 * right. That one is made before the kernel is told to add anything.
 */
final class KeyedHistograms {
    private static final int SIZE = Layout.SLOTS * Layout.SLOT_SIZE;

    private final BpfMap map;
    private Set<Histogram> kept = Set.of();

    KeyedHistograms(LoadedBundle kernel) {
        map = kernel.map("keyed_histograms");
    }

    /** Makes room for what a plan adds. */
    void before(Plan next) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            for (var histogram : keyed(next)) {
                if (!kept.contains(histogram)) {
                    map.put(rest(histogram, 0), arena.allocate(SIZE, 8));
                    map.put(rest(histogram, 1), arena.allocate(SIZE, 8));
                }
            }
        }
    }

    /** Forgets what a plan no longer wants. The kernel has been told. */
    void after(Plan now) throws BpfException {
        var next = keyed(now);
        var gone = new HashSet<>(kept);
        gone.removeAll(next);
        kept = next;
        if (!gone.isEmpty()) {
            for (var key : map.keys()) {
                if (gone.stream().anyMatch(histogram -> isOf(key, histogram))) {
                    map.remove(key);
                }
            }
        }
    }

    Map<Series, Slots> read(Histogram histogram) throws BpfException {
        var series = new LinkedHashMap<Series, Slots>();
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(SIZE, 8);
            for (var key : map.keys()) {
                if (isOf(key, histogram) && map.get(key, value)) {
                    var what =
                            ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getLong(Layout.KEY_WHAT);
                    var slots = Slots.none();
                    slots.add(value, 0);
                    series.put(new Series.Keyed(histogram.by(), what, key[Layout.KEY_QUEUED] != 0), slots);
                }
            }
        }
        return series;
    }

    private static Set<Histogram> keyed(Plan plan) {
        return plan.histograms().stream().filter(Histogram::isKeyed).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOf(byte[] key, Histogram histogram) {
        return key[Layout.KEY_BY] == histogram.by().index()
                && key[Layout.KEY_HISTOGRAM] == histogram.index()
                && key[Layout.KEY_UNIT] == histogram.unit().ordinal();
    }

    private static byte[] rest(Histogram histogram, int queued) {
        return ByteBuffer.allocate(Layout.KEY_SIZE)
                .order(ByteOrder.nativeOrder())
                .putLong(Layout.KEY_WHAT, Layout.KEY_REST)
                .put(Layout.KEY_BY, (byte) histogram.by().index())
                .put(Layout.KEY_HISTOGRAM, (byte) histogram.index())
                .put(Layout.KEY_UNIT, (byte) histogram.unit().ordinal())
                .put(Layout.KEY_QUEUED, (byte) queued)
                .array();
    }
}
