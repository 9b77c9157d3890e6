package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.TRACEPOINTS;

import dev.pitot.session.BlockWay;
import dev.pitot.session.Tracepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tracepoints that the programs attach to, each by its name. */
final class TracepointChecks {
    /** Those that are younger than the oldest kernel Pitot works on. */
    private static final Map<String, String> SINCE = Map.of(
            "block_io_start", "Linux 6.5",
            "block_io_done", "Linux 6.5");

    private TracepointChecks() {}

    /** @param kernelHas by the tracepoint's name */
    static List<Check> of(Predicate<String> kernelHas) {
        var checks = new ArrayList<Check>();
        Tracepoints.ACCOUNT.forEach(name -> checks.add(required(name, "every bill", kernelHas)));
        Tracepoints.MERGES.forEach(name -> checks.add(required(name, "every bill", kernelHas)));
        blockIo().forEach(name -> checks.add(optional(name, "pitot.BlockIo", kernelHas)));
        Tracepoints.OFF_CPU.forEach(name -> checks.add(optional(name, "pitot.OffCpu", kernelHas)));
        Tracepoints.FAULTS.forEach(name -> checks.add(optional(name, "pitot.MajorFault", kernelHas)));
        return checks;
    }

    /** Of both ways, each tracepoint once. */
    private static List<String> blockIo() {
        return Stream.of(BlockWay.values())
                .flatMap(way -> Stream.concat(way.requests().stream(), way.rest().stream()))
                .map(program -> program.split("__")[0])
                .distinct()
                .toList();
    }

    private static Check required(String name, String use, Predicate<String> kernelHas) {
        return kernelHas.test(name)
                ? Check.ok(TRACEPOINTS, name, "for " + use)
                : Check.failed(TRACEPOINTS, name, "this kernel has none, and " + use + " needs it", fix(name));
    }

    private static Check optional(String name, String use, Predicate<String> kernelHas) {
        return kernelHas.test(name)
                ? Check.ok(TRACEPOINTS, name, "for " + use)
                : Check.limited(TRACEPOINTS, name, "this kernel has none: no " + use, fix(name));
    }

    private static String fix(String name) {
        return "use " + SINCE.getOrDefault(name, "a kernel built with it");
    }
}
