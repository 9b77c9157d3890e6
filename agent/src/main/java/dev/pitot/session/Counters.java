package dev.pitot.session;

import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What the programs count of themselves: {@code COUNT_*} of {@code pitot.h}. */
final class Counters implements AutoCloseable {
    /** What a count other than 0 means for a reader of the recording; in the order of {@code COUNT_*}. */
    static final List<String> LOSSES = List.of(
            "records that found the ring buffer full",
            "phases whose begin was not seen",
            "phases whose end was not seen",
            "phases nested too deep",
            "threads without an account",
            "bills read while they changed",
            "block requests that found no room to be followed",
            "switches that were not traced and were found out afterwards");

    private static final int RECORDS = 8;

    private final BpfMap map;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment value = arena.allocate(Long.BYTES, 8);
    private final long[] reported = new long[LOSSES.size()];

    Counters(BpfMap map) {
        this.map = map;
    }

    /** How often since the last call. */
    long newly(int loss) throws BpfException {
        var total = total(loss);
        var newly = total - reported[loss];
        reported[loss] = total;
        return newly;
    }

    /** How often since attaching. */
    long total(int counter) throws BpfException {
        map.get(counter, value);
        return value.get(ValueLayout.JAVA_LONG, 0);
    }

    /** Records that left the kernel. */
    long records() throws BpfException {
        return total(RECORDS);
    }

    @Override
    public void close() {
        arena.close();
    }
}
