package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.EVENTS;
import static dev.pitot.doctor.Check.Group.TRACEPOINTS;

import dev.pitot.attach.BlockTracepoints;
import dev.pitot.attach.Tracepoints;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.EventSource;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.ProbeState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks how each event would be measured. */
final class EventChecks {
    private static final String SEE_TRACEPOINTS = "see the tracepoints above";

    private EventChecks() {}

    /**
     * Checks a phase by libjvm's file.
     *
     * @param missing why there are no sites
     * @param flags flags that are on in that JVM
     */
    static Check phase(EventKind kind, int sites, Optional<Obstacle> missing, Set<String> flags) {
        if (missing.isPresent()) {
            return limited(kind, missing.get());
        }
        return isSilent(kind, flags)
                ? silent(kind)
                : Check.ok(EVENTS, kind.eventName(), sites + (sites == 1 ? " site" : " sites") + " in libjvm");
    }

    /**
     * Checks an event of the kernel's by its tracepoints.
     *
     * @param checks earlier checks, including those of the tracepoints
     */
    static Check ofKernel(EventKind kind, List<Check> checks) {
        var there = checks.stream()
                .filter(check -> check.group() == TRACEPOINTS && check.state() == Check.State.OK)
                .map(Check::name)
                .collect(Collectors.toSet());
        var block = BlockTracepoints.choose(program -> there.contains(TracepointChecks.tracepoint(program)), false);
        if (block.isEmpty() && kind.source() == EventSource.BLOCK_REQUESTS) {
            return Check.limited(
                    EVENTS, kind.eventName(), "this kernel has no tracepoints of block requests", SEE_TRACEPOINTS);
        }
        var needs = kind.source().hasOwnTracepoints() ? Tracepoints.of(kind.source(), block) : Tracepoints.ACCOUNT;
        var missing = needs.stream()
                .map(TracepointChecks::tracepoint)
                .filter(name -> !there.contains(name))
                .toList();
        return missing.isEmpty()
                ? Check.ok(EVENTS, kind.eventName(), "this kernel has its tracepoints")
                : Check.limited(
                        EVENTS,
                        kind.eventName(),
                        "this kernel has no tracepoint " + String.join(", ", missing),
                        SEE_TRACEPOINTS);
    }

    /** Makes a check from the state of an event in the trial. */
    static Check attached(ProbeState state, int sites, Set<String> flags) {
        var kind = state.kind();
        if (state instanceof ProbeState.Unavailable unavailable) {
            return limited(kind, unavailable.obstacle());
        }
        if (isSilent(kind, flags)) {
            return silent(kind);
        }
        return Check.ok(EVENTS, kind.eventName(), state.text() + (sites == 0 ? "" : ", " + sites + " sites in libjvm"));
    }

    private static Check limited(EventKind kind, Obstacle obstacle) {
        return Check.limited(EVENTS, kind.eventName(), obstacle.cause(), obstacle.remedy());
    }

    private static boolean isSilent(EventKind kind, Set<String> flags) {
        return kind.jvmFlag().filter(flag -> !flags.contains(flag)).isPresent();
    }

    private static Check silent(EventKind kind) {
        return limited(kind, Obstacle.silent(kind.jvmFlag().orElseThrow()));
    }
}
