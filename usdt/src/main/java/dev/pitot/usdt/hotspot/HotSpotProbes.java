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
 * <p>The providers {@code hotspot} and {@code hs_private} are in the table {@code probes.txt} beside this class; a
 * libjvm says only how many arguments there are and where. {@code hotspot_jni} has two probes for each function of JNI,
 * and the arguments of a {@code __entry} are the function's own, so these are derived.
 */
public final class HotSpotProbes {
    private static final Map<String, HotSpotProbe> TABLE = read();

    private HotSpotProbes() {}

    /** All of {@code hotspot} and {@code hs_private}, in the order of the table. */
    public static List<HotSpotProbe> all() {
        return List.copyOf(TABLE.values());
    }

    /** What is known of the probe of any of the three providers; empty for other providers and newer probes. */
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
