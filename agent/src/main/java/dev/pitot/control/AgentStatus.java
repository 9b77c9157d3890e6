package dev.pitot.control;

import dev.pitot.drain.CounterValue;
import dev.pitot.plan.ProbeState;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What Pitot does in this JVM at a moment: what {@code status} tells.
 *
 * @param since when the probes were attached; null where none are
 * @param why what failed and its remedy; null where nothing did
 * @param recordings how many run
 * @param events how each wanted event fares
 * @param tallies what the programs count of themselves
 * @param share what all that costs, as a part of the process's CPU time
 */
public record AgentStatus(
        State state,
        @Nullable Instant since,
        @Nullable String why,
        int recordings,
        List<ProbeState> events,
        List<CounterValue> tallies,
        OptionalDouble share) {

    /** In which of these Pitot always is. */
    public enum State {
        /** The jar is there, since a command came by it; recordings are not followed. */
        ABSENT,
        /** No recording wants an event of Pitot's. */
        IDLE,
        /** The probes are on their way, in or out. */
        CHANGING,
        ATTACHED,
        /** The governor has taken all off that recordings want. */
        SHED,
        /** A recording wants events, and they could not be had. */
        FAILED,
        /** By command. */
        STOPPED
    }

    /** Nothing attached. */
    public static AgentStatus of(State state, @Nullable String why, int recordings) {
        return new AgentStatus(state, null, why, recordings, List.of(), List.of(), OptionalDouble.empty());
    }
}
