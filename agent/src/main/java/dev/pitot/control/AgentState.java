package dev.pitot.control;

import dev.pitot.attach.Session;
import java.time.Instant;

/** What the agent does in this JVM, once what is attached is what is wanted. {@link AgentStatus} is derived from it. */
sealed interface AgentState {
    /** Nothing is attached: no recording wants an event of Pitot's. */
    record Idle() implements AgentState {}

    /** Nothing is attached: a command says so. */
    record Stopped() implements AgentState {}

    /** @param since when the session began */
    record Attached(Session session, Instant since) implements AgentState {}

    /** Nothing is attached: the governor has detached all that recordings want. */
    record Shed() implements AgentState {}

    /**
     * Nothing is attached, though a recording wants events.
     *
     * @param why cause and remedy
     */
    record Failed(String why) implements AgentState {}
}
