package dev.pitot.usdt.hotspot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A probe of HotSpot: what it says and when it fires.
 *
 * @param flag the {@code -XX:+} flag the JVM must be launched with, or it never fires; empty when it always does
 * @param parameters in the order of the raw arguments
 * @param meaning one line
 */
public record HotSpotProbe(
        String provider, String name, Optional<String> flag, List<Parameter> parameters, String meaning) {
    /** Until JDK 19 it stood for all three flags; it is gone since 20. */
    private static final String EVERYTHING = "ExtendedDTraceProbes";

    public HotSpotProbe {
        parameters = List.copyOf(parameters);
    }

    /** Whether it can fire in a JVM that has these flags switched on. */
    public boolean firesWith(Set<String> flags) {
        return flag.isEmpty() || flags.contains(flag.get()) || flags.contains(EVERYTHING);
    }

    public Optional<Parameter> parameter(String wanted) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(wanted))
                .findFirst();
    }

    /** A name for each raw argument: the length of the string {@code className} is {@code className.length}. */
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
