package dev.pitot.usdt.hotspot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue of HotSpot's probes of JDK 17 to 25.
 *
 * <p>The table {@code probes.txt} beside this class has the providers {@code hotspot} and {@code hs_private}; a libjvm
 * tells only the number and location of the arguments. {@code hotspot_jni} has two probes for each JNI function. The
 * arguments of a {@code __entry} are those of the function, so these probes are derived.
 */
public final class HotSpotProbes {
    private static final Map<String, HotSpotProbe> TABLE = read();

    private HotSpotProbes() {}

    /** Returns all probes of {@code hotspot} and {@code hs_private}, in the order of the table. */
    public static List<HotSpotProbe> all() {
        return List.copyOf(TABLE.values());
    }

    /** Returns a probe of any of the three providers; empty for other providers and newer probes. */
    public static Optional<HotSpotProbe> find(String provider, String name) {
        if (provider.equals(JniProbes.PROVIDER)) {
            return JniProbes.find(name);
        }
        return Optional.ofNullable(TABLE.get(provider + ":" + name));
    }

    private static Map<String, HotSpotProbe> read() {
        var probes = new LinkedHashMap<String, HotSpotProbe>();
        try (var in = HotSpotProbes.class.getResourceAsStream("probes.txt")) {
            if (in == null) {
                throw new IllegalStateException("probes.txt is missing beside " + HotSpotProbes.class);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(ProbeLine::parse)
                    .forEach(probe -> probes.put(probe.provider() + ":" + probe.name(), probe));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return probes;
    }
}
