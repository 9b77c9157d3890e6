package dev.pitot.control;

import dev.pitot.drain.CounterValue;
import dev.pitot.plan.ProbeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of what Pitot does in this JVM. The command {@code status} prints it.
 *
 * @param since time at which the probes were attached; null if none are
 * @param attaching CPU time that Pitot's threads took to attach the probes; null if none are attached
 * @param why failure and its remedy; null if nothing failed
 * @param recordings number of running recordings
 * @param events state of each wanted event
 * @param tallies counters of the BPF programs about themselves
 * @param share Pitot's cost as a fraction of the process's CPU time
 */
public record AgentStatus(
        State state,
        @Nullable Instant since,
        @Nullable Duration attaching,
        @Nullable String why,
        int recordings,
        List<ProbeState> events,
        List<CounterValue> tallies,
        OptionalDouble share) {

    /** The agent is always in exactly one of these states. */
    public enum State {
        /** A command has loaded the jar, and the agent does not follow recordings. */
        ABSENT,
        /** No recording wants an event of Pitot's. */
        IDLE,
        /** The agent is attaching or detaching probes. */
        CHANGING,
        ATTACHED,
        /** The governor has detached everything that recordings want. */
        SHED,
        /** A recording wants events, and attaching them failed. */
        FAILED,
        /** The command {@code stop} has detached everything. */
        STOPPED
    }

    static AgentStatus attached(AgentState.Attached attached, int recordings, SessionController sessions) {
        return new AgentStatus(
                State.ATTACHED,
                attached.since(),
                attached.attaching(),
                null,
                recordings,
                sessions.states(),
                attached.session().reader().tallies(),
                sessions.share());
    }

    static AgentStatus shed(int recordings, SessionController sessions) {
        return new AgentStatus(
                State.SHED, null, null, null, recordings, sessions.states(), List.of(), sessions.share());
    }

    /** Makes a status in which nothing is attached. */
    public static AgentStatus of(State state, @Nullable String why, int recordings) {
        return new AgentStatus(state, null, null, why, recordings, List.of(), List.of(), OptionalDouble.empty());
    }
}
