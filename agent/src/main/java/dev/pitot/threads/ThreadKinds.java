package dev.pitot.threads;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Set;

/**
 * What the programs are told of threads whose names mislead: which are Pitot's own, and which of the application's are called as
 * HotSpot calls its own. An entry goes with its thread (threads.c).
 */
public final class ThreadKinds {
    private static final int JAVA = 0;
    private static final int OWN = 4;

    /** How the names of HotSpot's threads begin of which {@code kind_of_name} in thread_kind.h knows the kind; more than those does no harm. */
    private static final Set<String> HOTSPOTS = Set.of("G1 ", "GC ", "C1 ", "C2 ", "VM ", "She", "ZWo", "ZDr", "ZDi");

    private static final int PREFIX = 3;

    private final BpfMap map;

    public ThreadKinds(BpfMap map) {
        this.map = map;
    }

    /** Of the threads of Java that there are, by their ids; before their accounts are made. */
    public void tellLookalikes(Map<Integer, String> javaThreads) {
        javaThreads.forEach((tid, name) -> {
            if (name.length() >= PREFIX && HOTSPOTS.contains(name.substring(0, PREFIX))) {
                tell(tid, JAVA);
            }
        });
    }

    /** A thread is Pitot's own; the programs know from when it is next named. */
    void tellOwn(int tid) {
        tell(tid, OWN);
    }

    /** A thousand of them have room: those beyond are what their names say. */
    private void tell(int tid, int kind) {
        try (var arena = Arena.ofConfined()) {
            map.put(tid, arena.allocateFrom(ValueLayout.JAVA_INT, kind));
        } catch (BpfException e) {
            // Full, or the session is being closed.
        }
    }
}
