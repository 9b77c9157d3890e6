package dev.pitot.record;

import java.util.Map;

/** The whole names of HotSpot's own threads, of which the kernel keeps 15 characters and the JVM tells nothing. */
final class HotSpotNames {
    private static final String COMPILER = " CompilerThre";

    private static final Map<String, String> WHOLE = Map.of(
            "VM Periodic Tas", "VM Periodic Task Thread",
            "Monitor Deflati", "Monitor Deflation Thread",
            "Notification Th", "Notification Thread",
            "JFR Sampler Thr", "JFR Sampler Thread");

    private HotSpotNames() {}

    /**
     * HotSpot starts its compiler threads in the order of their numbers, and ends only the last (src/hotspot/share/compiler/compileBroker.cpp,
     * {@code can_remove}): so the numbers of those that are there are the order of their ids.
     *
     * @param compilers how many of each kind there have been so far
     */
    static String whole(String comm, Map<String, Integer> compilers) {
        return comm.endsWith(COMPILER)
                ? comm + "ad" + (compilers.merge(comm, 1, Integer::sum) - 1)
                : WHOLE.getOrDefault(comm, comm);
    }
}
