package dev.pitot.usdt.hotspot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A probe of HotSpot: its arguments and when it fires.
 *
 * @param flag the {@code -XX:+} flag without which the probe never fires; empty if it always fires
 * @param parameters parameters in the order of the raw arguments
 * @param meaning description in one line
 */
public record HotSpotProbe(
        String provider, String name, Optional<String> flag, List<Parameter> parameters, String meaning) {
    /** The flag that stood for all three others until JDK 19; JDK 20 removed it. */
    private static final String EVERYTHING = "ExtendedDTraceProbes";

    public HotSpotProbe {
        parameters = List.copyOf(parameters);
    }

    /** Returns whether the probe can fire in a JVM with these flags on. */
    public boolean firesWith(Set<String> flags) {
        return flag.isEmpty() || flags.contains(flag.get()) || flags.contains(EVERYTHING);
    }

    public Optional<Parameter> parameter(String wanted) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(wanted))
                .findFirst();
    }

    /**
     * Returns a name for each raw argument. The length of the string {@code className} is {@code className.length}.
     */
    public List<String> argumentNames() {
        var names = new ArrayList<String>();
        for (var parameter : parameters) {
            names.add(parameter.name());
            if (parameter.type() == Parameter.Type.STRING) {
                names.add(parameter.name() + ".length");
            }
        }
        return List.copyOf(names);
    }
}
