package dev.pitot.plan;

/**
 * Whether an event is measured, and by what, or why not. The command {@code status}, the event {@code pitot.ProbeStatus}, the command
 * {@code doctor} and the warnings of the agent all say it from this.
 */
public sealed interface ProbeState {
    EventKind kind();

    /** One line for people. */
    String text();

    /** Whether it is measured, if perhaps less than the recordings want. */
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
     * As the recordings want it.
     *
     * @param mechanism by which its programs are attached: tracepoints, or a way to place uprobes
     */
    record Attached(EventKind kind, String mechanism) implements ProbeState {
        @Override
        public String text() {
            return mechanism;
        }
    }

    /** The governor has raised its threshold. */
    record Raised(EventKind kind, String mechanism, String decision) implements ProbeState {
        @Override
        public String text() {
            return decision;
        }
    }

    /** The governor has detached it. */
    record Shed(EventKind kind, String decision) implements ProbeState {
        @Override
        public String text() {
            return decision;
        }
    }

    /** It cannot be had. */
    record Unavailable(EventKind kind, Obstacle obstacle) implements ProbeState {
        @Override
        public String text() {
            return obstacle.toString();
        }
    }

    /** Other events are measured, and no recording that runs has this one on. */
    record Unwanted(EventKind kind) implements ProbeState {
        @Override
        public String text() {
            return "off in the settings of the recordings that ran then";
        }
    }

    /** The same, as the governor has changed it; of what could not be had anyway it has changed nothing. */
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
