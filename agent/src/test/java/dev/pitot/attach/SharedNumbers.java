package dev.pitot.attach;

import dev.pitot.drain.PerCpuCounters;
import dev.pitot.hotspot.SiteSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of this package that the BPF programs know too, for the test that compares them. */
public final class SharedNumbers {
    private SharedNumbers() {}

    public static Map<String, Integer> roles() {
        return ordinals(SiteSpec.Role.values());
    }

    public static Map<String, Integer> counts() {
        return ordinals(PerCpuCounters.Count.values());
    }

    private static Map<String, Integer> ordinals(Enum<?>[] values) {
        var ordinals = new LinkedHashMap<String, Integer>();
        for (var value : values) {
            ordinals.put(value.name(), value.ordinal());
        }
        return ordinals;
    }
}
