package dev.pitot.threads;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/**
 * Tells the programs the kinds of threads whose names mislead.
 *
 * <p>Those are Pitot's own threads, and application threads named like HotSpot's. An entry is removed when its thread
 * ends (threads.c).
 */
public final class ThreadKinds {
    private static final int JAVA = 0;
    private static final int OWN = 4;

    /**
     * Prefixes of the names of HotSpot's threads whose kind {@code kind_of_name} in thread_kind.h derives from the name.
     * Extra prefixes do no harm.
     */
    private static final Set<String> HOTSPOTS = Set.of("G1 ", "GC ", "C1 ", "C2 ", "VM ", "She", "ZWo", "ZDr", "ZDi");

    private static final int PREFIX = 3;

    private final BpfMap map;

    public ThreadKinds(BpfMap map) {
        this.map = map;
    }

    /**
     * Registers the Java threads whose names look like HotSpot's, by their ids. Call it before their accounts are made.
     */
    public void tellLookalikes(Map<Integer, String> javaThreads) {
        javaThreads.forEach((tid, name) -> {
            if (name.length() >= PREFIX && HOTSPOTS.contains(name.substring(0, PREFIX))) {
                tell(tid, JAVA);
            }
        });
    }

    /** Marks a thread as Pitot's own. The programs notice when the thread is next named. */
    void tellOwn(int tid) {
        tell(tid, OWN);
    }

    /** Forgets a thread that is about to end: another may get its id. */
    void tellEnded(int tid) {
        map.remove(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(tid)
                .array());
    }

    /** Adds an entry. The map has room for a thousand; the programs go by the names of any others. */
    private void tell(int tid, int kind) {
        try (var arena = Arena.ofConfined()) {
            map.put(tid, arena.allocateFrom(ValueLayout.JAVA_INT, kind));
        } catch (BpfException e) {
            // The map is full, or the session is closing.
        }
    }
}
