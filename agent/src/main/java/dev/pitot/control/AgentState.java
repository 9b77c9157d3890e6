package dev.pitot.control;

import dev.pitot.attach.Session;
import java.time.Duration;
import java.time.Instant;

/** The state of the agent after it has reconciled. {@link AgentStatus} is derived from it. */
sealed interface AgentState {
    /** Nothing is attached, because no recording wants an event of Pitot's. */
    record Idle() implements AgentState {}

    /** Nothing is attached, because of the command {@code stop}. */
    record Stopped() implements AgentState {}

    /**
     * A session runs.
     *
     * @param since start of the session
     * @param attaching CPU time that Pitot's threads took to start it
     */
    record Attached(Session session, Instant since, Duration attaching) implements AgentState {}

    /** Nothing is attached, because the governor has detached everything that recordings want. */
    record Shed() implements AgentState {}

    /**
     * Nothing is attached, although a recording wants events.
     *
     * @param why cause and remedy
     */
    record Failed(String why) implements AgentState {}
}
