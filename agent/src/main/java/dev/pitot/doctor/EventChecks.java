package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.EVENTS;
import static dev.pitot.doctor.Check.Group.TRACEPOINTS;

import dev.pitot.attach.ProbeState;
import dev.pitot.attach.Tracepoints;
import dev.pitot.plan.EventKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each event would be measured by. */
final class EventChecks {
    private static final String MONITOR_PROBES = "DTraceMonitorProbes";

    private EventChecks() {}

    /**
     * A phase, judged by the libjvm's file.
     *
     * @param missing why there are no sites
     * @param flags switched on in that JVM
     */
    static Check phase(EventKind kind, int sites, Optional<String> missing, Set<String> flags) {
        if (missing.isPresent()) {
            return Check.of(EVENTS, kind.eventName(), Check.State.LIMITED, missing.get());
        }
        return isSilent(kind, flags)
                ? silent(kind)
                : Check.ok(EVENTS, kind.eventName(), sites + (sites == 1 ? " site" : " sites") + " in libjvm");
    }

    /**
     * An event of the kernel's, judged by its tracepoints.
     *
     * @param checks that have been made, those of the tracepoints among them
     */
    static Check ofKernel(EventKind kind, List<Check> checks) {
        var needs =
                switch (kind) {
                    case BLOCK_IO, BLOCK_IO_LATENCY -> List.of("block_rq_issue");
                    case MAJOR_FAULT -> Tracepoints.FAULTS;
                    case OFF_CPU -> Tracepoints.OFF_CPU;
                    default -> Tracepoints.ACCOUNT;
                };
        var there = checks.stream()
                .filter(check -> check.group() == TRACEPOINTS && check.state() == Check.State.OK)
                .map(Check::name)
                .toList();
        var missing = needs.stream().filter(name -> !there.contains(name)).toList();
        return missing.isEmpty()
                ? Check.ok(EVENTS, kind.eventName(), "its tracepoints are there")
                : Check.limited(
                        EVENTS,
                        kind.eventName(),
                        "no tracepoint " + String.join(", ", missing),
                        "see the tracepoints above");
    }

    /** As it turned out when all was attached. */
    static Check attached(ProbeState state, int sites, Set<String> flags) {
        var name = state.kind().eventName();
        if (!state.attached()) {
            return Check.of(EVENTS, name, Check.State.LIMITED, state.way());
        }
        if (isSilent(state.kind(), flags)) {
            return silent(state.kind());
        }
        return Check.ok(EVENTS, name, state.way() + (sites == 0 ? "" : ", " + sites + " sites in libjvm"));
    }

    private static boolean isSilent(EventKind kind, Set<String> flags) {
        return kind == EventKind.MONITOR_ENTER && !flags.contains(MONITOR_PROBES);
    }

    private static Check silent(EventKind kind) {
        return Check.limited(
                EVENTS, kind.eventName(), "its probes are silent in this JVM", "launch it with -XX:+" + MONITOR_PROBES);
    }
}
