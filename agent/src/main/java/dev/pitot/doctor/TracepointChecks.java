package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.TRACEPOINTS;

import dev.pitot.attach.BlockTracepoints;
import dev.pitot.attach.Tracepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the tracepoints of the programs, each by its name. */
final class TracepointChecks {
    private static final String FIX = "use a kernel built with it";

    private TracepointChecks() {}

    /** @param kernelHas tests a tracepoint's name */
    static List<Check> of(Predicate<String> kernelHas) {
        var checks = new ArrayList<Check>();
        Tracepoints.ACCOUNT.forEach(name -> checks.add(required(name, "every bill", kernelHas)));
        Tracepoints.BIOS.forEach(name -> checks.add(required(name, "every bill", kernelHas)));
        checks.addAll(blockIo(kernelHas));
        Tracepoints.BIO_ENDS.forEach(name -> checks.add(optional(name, "pitot.BlockIo", kernelHas)));
        Tracepoints.WAKE_UPS.forEach(name -> checks.add(optional(name, "pitot.OffCpu", kernelHas)));
        Tracepoints.FAULTS.forEach(name -> checks.add(optional(name, "pitot.MajorFault", kernelHas)));
        return checks;
    }

    /**
     * Checks the tracepoints of both mechanisms once. A tracepoint that only the unused one needs is not reported as
     * missing.
     */
    private static List<Check> blockIo(Predicate<String> kernelHas) {
        var chosen = BlockTracepoints.choose(program -> kernelHas.test(tracepoint(program)), false);
        return Stream.of(BlockTracepoints.values())
                .flatMap(TracepointChecks::tracepoints)
                .distinct()
                .map(name -> chosen.filter(way -> tracepoints(way).noneMatch(name::equals))
                        .filter(way -> !kernelHas.test(name))
                        .map(way -> instead(name, way))
                        .orElseGet(() -> optional(name, "pitot.BlockIo", kernelHas)))
                .toList();
    }

    private static Stream<String> tracepoints(BlockTracepoints way) {
        return Stream.concat(way.requests().stream(), way.rest().stream()).map(TracepointChecks::tracepoint);
    }

    /** Returns the tracepoint of a program. Several programs may serve one; two underscores end its name. */
    static String tracepoint(String program) {
        return program.split("__")[0];
    }

    private static Check instead(String name, BlockTracepoints way) {
        var others = way.requests().stream().map(TracepointChecks::tracepoint);
        return Check.note(
                TRACEPOINTS,
                name,
                "this kernel lacks it; " + others.collect(Collectors.joining(", ")) + " serve pitot.BlockIo instead");
    }

    private static Check required(String name, String use, Predicate<String> kernelHas) {
        return kernelHas.test(name)
                ? Check.ok(TRACEPOINTS, name, "for " + use)
                : Check.failed(TRACEPOINTS, name, "this kernel lacks it, and " + use + " needs it", FIX);
    }

    private static Check optional(String name, String use, Predicate<String> kernelHas) {
        return kernelHas.test(name)
                ? Check.ok(TRACEPOINTS, name, "for " + use)
                : Check.limited(TRACEPOINTS, name, "this kernel lacks it: no " + use, FIX);
    }
}
