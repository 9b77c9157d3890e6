package dev.pitot.agent;

import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import jdk.jfr.FlightRecorder;

/**
 * What a running JVM does when told so, and what it answers: the same to the command line, to {@code jcmd} and to JMX. Every
 * answer is the status after it. For any thread, and for several at once.
 */
final class Commands {
    /** The first attaching on a machine compiles, which takes seconds; who asked should not wait for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Options options;
    private final Instrumentation instrumentation;

    Commands(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
    }

    String run(Verb verb) {
        try {
            var late = !carryOut(verb);
            Management.register(this);
            return (late ? "not done after " + PATIENCE.toSeconds() + " s; ask again with status\n" : "") + text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted; ask again with status\n" + text();
        }
    }

    /** A question and a stop leave alone a JVM in which the agent only is because they came. */
    private boolean carryOut(Verb verb) throws InterruptedException {
        var recordings = verb == Verb.ATTACH || verb == Verb.START
                ? Start.follow(options, instrumentation, false)
                : Start.recordings();
        if (recordings == null) {
            return true;
        }
        return switch (verb) {
            case STATUS -> true;
            case ATTACH -> recordings.settle(PATIENCE);
            case STOP -> recordings.stop(true, PATIENCE);
            case START -> recordings.stop(false, PATIENCE);
        };
    }

    Status status() {
        var recordings = Start.recordings();
        if (recordings != null) {
            return recordings.status();
        }
        return FlightRecorder.isAvailable()
                ? Status.of(Status.State.ABSENT, null, 0)
                : Status.of(Status.State.FAILED, Start.CANNOT_RECORD, 0);
    }

    private String text() {
        return StatusText.of(status(), Instant.now(), ZoneId.systemDefault());
    }
}
