package dev.pitot.plan;

/**
 * Whether an event is measured, by what, or why not. The commands {@code status} and {@code doctor}, the event {@code
 * pitot.ProbeStatus} and the agent's warnings all derive from it.
 */
public sealed interface ProbeState {
    EventKind kind();

    /** Returns one line for the user. */
    String text();

    /** Returns whether the event is measured, perhaps less than the recordings want. */
    default boolean isAttached() {
        return switch (this) {
            case Attached attached -> true;
            case Raised raised -> true;
            case Shed shed -> false;
            case Unavailable unavailable -> false;
            case Unwanted unwanted -> false;
        };
    }

    /**
     * Attached as the recordings want it.
     *
     * @param mechanism how its programs are attached: tracepoints, or a kind of uprobes
     */
    record Attached(EventKind kind, String mechanism) implements ProbeState {
        @Override
        public String text() {
            return mechanism;
        }
    }

    /** Attached with a threshold that the governor has raised. */
    record Raised(EventKind kind, String mechanism, String decision) implements ProbeState {
        @Override
        public String text() {
            return decision;
        }
    }

    /** Detached by the governor. */
    record Shed(EventKind kind, String decision) implements ProbeState {
        @Override
        public String text() {
            return decision;
        }
    }

    /** Not available. */
    record Unavailable(EventKind kind, Obstacle obstacle) implements ProbeState {
        @Override
        public String text() {
            return obstacle.toString();
        }
    }

    /** Not enabled in any running recording, while other events are measured. */
    record Unwanted(EventKind kind) implements ProbeState {
        @Override
        public String text() {
            return "off in the settings of all recordings that ran";
        }
    }

    /** Returns the state after a decision of the governor. An unavailable event stays unavailable. */
    default ProbeState after(Decision decision) {
        if (!(this instanceof Attached attached)) {
            return this;
        }
        return switch (decision.level()) {
            case AS_WANTED -> this;
            case RAISED -> new Raised(kind(), attached.mechanism(), decision.text());
            case DETACHED -> new Shed(kind(), decision.text());
        };
    }
}
