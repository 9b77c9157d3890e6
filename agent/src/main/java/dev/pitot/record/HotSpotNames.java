package dev.pitot.record;

import java.util.Map;

/**
 * The full names of HotSpot's own threads. The kernel keeps only 15 characters, and the JVM does not publish these
 * names.
 */
final class HotSpotNames {
    private static final String COMPILER = " CompilerThre";

    private static final Map<String, String> WHOLE = Map.of(
            "VM Periodic Tas", "VM Periodic Task Thread",
            "Monitor Deflati", "Monitor Deflation Thread",
            "Notification Th", "Notification Thread",
            "JFR Sampler Thr", "JFR Sampler Thread");

    private HotSpotNames() {}

    /**
     * Returns the full name for the kernel's 15 characters.
     *
     * <p>HotSpot starts compiler threads in the order of their numbers and ends only the last one
     * (src/hotspot/share/compiler/compileBroker.cpp, {@code can_remove}). So the order of their ids gives their
     * numbers.
     *
     * @param compilers number of compiler threads of each kind so far
     */
    static String whole(String comm, Map<String, Integer> compilers) {
        return comm.endsWith(COMPILER)
                ? comm + "ad" + (compilers.merge(comm, 1, Integer::sum) - 1)
                : WHOLE.getOrDefault(comm, comm);
    }
}
