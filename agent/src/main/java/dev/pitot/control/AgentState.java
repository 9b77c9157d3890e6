package dev.pitot.control;

import dev.pitot.attach.Session;
import java.time.Instant;

/** The state of the agent after it has reconciled. {@link AgentStatus} is derived from it. */
sealed interface AgentState {
    /** Nothing is attached, because no recording wants an event of Pitot's. */
    record Idle() implements AgentState {}

    /** Nothing is attached, because of the command {@code stop}. */
    record Stopped() implements AgentState {}

    /** @param since start of the session */
    record Attached(Session session, Instant since) implements AgentState {}

    /** Nothing is attached, because the governor has detached everything that recordings want. */
    record Shed() implements AgentState {}

    /**
     * Nothing is attached, although a recording wants events.
     *
     * @param why cause and remedy
     */
    record Failed(String why) implements AgentState {}
}
