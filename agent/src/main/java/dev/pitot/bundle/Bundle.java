package dev.pitot.bundle;

import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The result of one compilation: maps and programs that a process can create and load without a compiler.
 *
 * <p>A bundle is always consistent: names are unique among the maps and among the programs, and each map reference of a
 * program is the index of a map. Anything else is an IllegalArgumentException.
 *
 * @param key what the bundle was made from, as written by {@link BundleKey}: 64 hexadecimal digits
 */
public record Bundle(String key, List<MapSpec> maps, List<ProgramSpec> programs) {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    public Bundle {
        requireKey(key);
        maps = List.copyOf(maps);
        programs = List.copyOf(programs);
        BundleLimits.require(maps.size() <= BundleLimits.MAPS, "a bundle must have at most 64 maps");
        BundleLimits.require(programs.size() <= BundleLimits.PROGRAMS, "a bundle must have at most 64 programs");
        requireUnique(maps, MapSpec::name);
        requireUnique(programs, ProgramSpec::name);
        for (var program : programs) {
            program.requireMapsBelow(maps.size());
        }
    }

    /** Returns the names of the programs, in their order. */
    public List<String> programNames() {
        return programs.stream().map(ProgramSpec::name).toList();
    }

    /** Checks a key. This also keeps a key from being a path. */
    public static void requireKey(String key) {
        BundleLimits.require(KEY.matcher(key).matches(), "a key must have 64 hexadecimal digits");
    }

    private static <T> void requireUnique(List<T> specs, Function<T, String> nameOf) {
        var names = new HashSet<String>();
        for (var spec : specs) {
            var name = nameOf.apply(spec);
            BundleLimits.require(names.add(name), "names must be unique, found two of " + name);
        }
    }
}
