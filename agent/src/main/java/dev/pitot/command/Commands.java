package dev.pitot.command;

import dev.pitot.control.AgentStatus;
import dev.pitot.control.InstalledAgent;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.text.Printable;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jfr.FlightRecorder;

/**
 * Carries out commands in a running JVM, from the command line, {@code jcmd} and JMX. Every answer is the status after
 * the command. Any thread may call it, several at once.
 */
public final class Commands {
    /** A jar without programs compiles at the first attach, which takes seconds. A caller waits no longer than this. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Options options;
    private final Instrumentation instrumentation;
    private final Management management;

    public Commands(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.management = new Management(options, instrumentation);
    }

    public String run(Verb verb) {
        var outcome = carryOut(verb);
        try {
            return text(outcome.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return "not finished after " + TIMEOUT.toSeconds() + " s; run the command status later\n" + text(status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted; run the command status\n" + text(status());
        } catch (ExecutionException e) {
            return "pitot: " + Printable.sentence(String.valueOf(e.getCause()))
                    + "; report it with the output of doctor\n";
        } finally {
            management.getAsBoolean();
        }
    }

    /** Carries out a command. STATUS and STOP do not install an agent. */
    private CompletableFuture<AgentStatus> carryOut(Verb verb) {
        var controller = verb == Verb.ATTACH || verb == Verb.START
                ? InstalledAgent.install(options, instrumentation, InstalledAgent.Arrival.WHILE_RUNNING, management)
                : InstalledAgent.controller();
        if (controller == null) {
            return CompletableFuture.completedFuture(status());
        }
        return switch (verb) {
            case STATUS -> CompletableFuture.completedFuture(status());
            case ATTACH -> controller.settle();
            case STOP -> controller.stop();
            case START -> controller.start();
        };
    }

    AgentStatus status() {
        var controller = InstalledAgent.controller();
        if (controller != null) {
            return controller.status();
        }
        return FlightRecorder.isAvailable()
                ? AgentStatus.of(AgentStatus.State.ABSENT, null, 0)
                : AgentStatus.of(AgentStatus.State.FAILED, InstalledAgent.CANNOT_RECORD, 0);
    }

    private static String text(AgentStatus status) {
        return StatusText.of(status, Instant.now(), ZoneId.systemDefault());
    }
}
