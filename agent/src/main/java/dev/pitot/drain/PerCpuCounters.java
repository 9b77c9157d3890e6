package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.plan.EventKind;
import dev.pitot.record.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the programs count of themselves, {@code COUNT_*} of {@code counters.h}: read in place, without a system call. */
public final class PerCpuCounters implements AutoCloseable {
    /** In the order of {@code COUNT_*}; all but the first and the last two are losses. */
    public enum Count {
        RECORDS("records"),
        LOST("records that found the ring buffer full"),
        END_ONLY("ends whose begin was not seen"),
        BEGIN_ONLY("begins whose end never came"),
        TOO_DEEP("phases nested too deep"),
        NO_ACCOUNT("threads or switches without an account"),
        TORN("bills read while they changed"),
        MAP_FULL("block requests, histograms or GC workers that found no room in a map"),
        THROTTLED("records that the setting throttle kept back");

        final String text;

        Count(String text) {
            this.text = text;
        }
    }

    /**
     * What was drained when no recording wanted it any more: JFR stops a recording first and tells afterwards. No count of the
     * programs, which know nothing of it.
     */
    static final String LATE = "records that came after the recording stopped";

    /** Gets a loss and how often it happened since the last time. */
    @FunctionalInterface
    interface Losses {
        void lost(String reason, @Nullable EventKind of, long times);
    }

    private static final int SIZE = Count.values().length * Layout.RECORD_TYPES;
    private static final int LOSSES_END = Count.THROTTLED.ordinal() * Layout.RECORD_TYPES;

    private static final VarHandle CONSUMED_BYTES = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment counts;
    private final long[] reported = new long[SIZE];
    private final IntToLongFunction late;
    private final long[] lateReported = new long[Layout.RECORD_TYPES];

    /** @param late how many records of a type came late */
    PerCpuCounters(BpfMap map, IntToLongFunction late) throws BpfException {
        counts = map.mapped(Layout.COUNTERS);
        this.late = late;
    }

    /** Records submitted, by type. */
    long[] records() {
        return of(Count.RECORDS);
    }

    /** All that has been counted. */
    List<CounterValue> tallies() {
        return Stream.of(Count.values())
                .flatMap(count -> CounterValue.of(count.text, of(count)).stream())
                .toList();
    }

    private long[] of(Count count) {
        var times = new long[Layout.RECORD_TYPES];
        for (var type = 0; type < times.length; type++) {
            times[type] = at(count.ordinal() * Layout.RECORD_TYPES + type);
        }
        return times;
    }

    /** Tells the programs how many bytes of the ring buffer's have been taken out of it since it was made. */
    void consumed(long bytes) {
        CONSUMED_BYTES.setRelease(counts, 8L * Layout.CONSUMED, bytes);
    }

    /** What has been lost since the last call. */
    void newly(Losses losses) {
        for (var index = Layout.RECORD_TYPES; index < LOSSES_END; index++) {
            var total = at(index);
            if (total != reported[index]) {
                var count = Count.values()[index / Layout.RECORD_TYPES];
                losses.lost(count.text, EventKind.of(index % Layout.RECORD_TYPES), total - reported[index]);
                reported[index] = total;
            }
        }
        newlyLate(losses);
    }

    private void newlyLate(Losses losses) {
        for (var type = 0; type < Layout.RECORD_TYPES; type++) {
            var total = late.applyAsLong(type);
            if (total != lateReported[type]) {
                losses.lost(LATE, EventKind.of(type), total - lateReported[type]);
                lateReported[type] = total;
            }
        }
    }

    private long at(int index) {
        return counts.get(ValueLayout.JAVA_LONG, 8L * index);
    }

    @Override
    public void close() {
        BpfMap.unmap(counts);
    }
}
