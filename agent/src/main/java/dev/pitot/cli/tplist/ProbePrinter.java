package dev.pitot.cli.tplist;

import dev.pitot.cli.remote.JvmFlags;
import dev.pitot.usdt.Argument;
import dev.pitot.usdt.Site;
import dev.pitot.usdt.UsdtException;
import dev.pitot.usdt.hotspot.HotSpotProbe;
import dev.pitot.usdt.hotspot.HotSpotProbes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints probes in the three degrees of {@code tplist}. The plain one is exactly BCC's. The other two add file offsets.
 * For HotSpot's probes they also add the meaning, the launch flag and the names of the arguments.
 *
 * @param flags flags of the JVM; empty when a file is listed
 */
record ProbePrinter(PrintWriter out, int verbosity, Optional<JvmFlags> flags) {

    void print(ListedProbe probe) {
        if (verbosity == 0) {
            out.println(probe.file() + " " + probe.fullName());
            return;
        }
        var known = HotSpotProbes.find(probe.provider(), probe.name());
        var first = probe.places().getFirst().site();
        out.println(String.format(Locale.ROOT, "%s [sema 0x%x]", probe.fullName(), first.semaphore()));
        known.ifPresent(this::printKnown);
        out.println("  " + probe.places().size() + " location(s)");
        out.println("  " + argumentCount(first) + " argument(s)");
        for (var i = 0; i < probe.places().size(); i++) {
            printPlace(i + 1, probe.places().get(i), known);
        }
    }

    private void printKnown(HotSpotProbe known) {
        out.println("  " + known.meaning());
        known.flag().ifPresentOrElse(flag -> printFlag(known, flag), () -> out.println("  always fires"));
    }

    private void printFlag(HotSpotProbe known, String flag) {
        if (flags.isEmpty()) {
            out.println("  fires only in a JVM launched with -XX:+" + flag);
        } else if (known.firesWith(flags.get().enabled())) {
            out.println("  fires in this JVM (says " + flags.get().source() + ")");
        } else {
            var source = flags.get().source();
            out.println("  silent in this JVM (says " + source + "): launch it with -XX:+" + flag);
        }
    }

    private void printPlace(int number, ListedProbe.Place place, Optional<HotSpotProbe> known) {
        var site = place.site();
        var offset = site.offset() == Site.NOT_IN_FILE
                ? "not in the file"
                : String.format(Locale.ROOT, "offset 0x%x", site.offset());
        out.println(String.format(
                Locale.ROOT, "  location #%d %s 0x%x (%s)", number, place.file(), site.address(), offset));
        if (verbosity > 1) {
            printArguments(site, known.map(ProbePrinter::labels).orElse(List.of()));
        }
    }

    /** Returns a label for each raw argument: its name, and its type unless it is only a length. */
    private static List<String> labels(HotSpotProbe probe) {
        var labels = new ArrayList<>(probe.argumentNames());
        for (var parameter : probe.parameters()) {
            var type = parameter.type().name().toLowerCase(Locale.ROOT);
            labels.set(parameter.index(), parameter.name() + " (" + type + ")");
        }
        return labels;
    }

    private void printArguments(Site site, List<String> labels) {
        try {
            var arguments = site.parsedArguments();
            for (var i = 0; i < arguments.size(); i++) {
                var label = i < labels.size() ? ": " + labels.get(i) : "";
                out.println("    argument #" + (i + 1) + " " + arguments.get(i).description() + label);
            }
        } catch (UsdtException e) {
            out.println("    arguments " + site.arguments() + " not understood: " + e.getMessage());
        }
    }

    private static String argumentCount(Site site) {
        try {
            List<Argument> arguments = site.parsedArguments();
            return Integer.toString(arguments.size());
        } catch (UsdtException e) {
            return "?";
        }
    }
}
