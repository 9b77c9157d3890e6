package dev.pitot.command;

import dev.pitot.control.AgentStatus;
import dev.pitot.control.Controller;
import dev.pitot.control.InstalledAgent;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.spans.SpanPattern;
import dev.pitot.text.Printable;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands in a running JVM, from the command line, {@code jcmd} and JMX. Every answer is the status after
 * the command, or the patterns of spans. Any thread may call it, several at once.
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

    /** A refused command is one line that begins with {@code pitot:}. */
    public String run(Verb verb) {
        if (verb != Verb.SPANS) {
            return answer(() -> text(finished(carryOut(verb))));
        }
        // A caller prints the complaint in front of the answer. Nothing is done for options with mistakes.
        return options.complaint().isPresent() ? "" : spans(options.spans(), options.noSpans());
    }

    String addSpan(String pattern) {
        return SpanPattern.parse(pattern)
                .map(parsed -> spans(List.of(parsed), List.of()))
                .orElseGet(Commands::noPattern);
    }

    String removeSpan(String pattern) {
        return SpanPattern.parse(pattern)
                .map(parsed -> spans(List.of(), List.of(parsed)))
                .orElseGet(Commands::noPattern);
    }

    private static String noPattern() {
        return "pitot: this is no pattern of methods; it needs " + SpanPattern.EXAMPLE + "\n";
    }

    private String spans(List<SpanPattern> added, List<SpanPattern> removed) {
        var controller = added.isEmpty() ? InstalledAgent.controller() : installed();
        if (controller == null) {
            return PatternText.withoutAgent(added, removed);
        }
        return answer(() -> {
            var spans = controller.spans();
            var refusal = spans.add(added).or(() -> spans.remove(removed));
            if (refusal.isPresent()) {
                return "pitot: " + Printable.sentence(refusal.get()) + "\n";
            }
            if (!added.isEmpty() || !removed.isEmpty()) {
                finished(controller.settle());
            }
            return PatternText.of(spans.list());
        });
    }

    private @Nullable Controller installed() {
        return InstalledAgent.install(options, instrumentation, InstalledAgent.Arrival.WHILE_RUNNING, management);
    }

    /** What a command does until its answer. */
    private interface Conduct {
        String answer() throws TimeoutException, InterruptedException, ExecutionException;
    }

    private static AgentStatus finished(CompletableFuture<AgentStatus> outcome)
            throws TimeoutException, InterruptedException, ExecutionException {
        return outcome.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String answer(Conduct conduct) {
        try {
            return conduct.answer();
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
        var controller = verb == Verb.ATTACH || verb == Verb.START ? installed() : InstalledAgent.controller();
        if (controller == null) {
            return CompletableFuture.completedFuture(status());
        }
        return switch (verb) {
            case STATUS -> CompletableFuture.completedFuture(status());
            case ATTACH -> controller.settle();
            case STOP -> controller.stop();
            case START -> controller.start();
            case SPANS -> throw new IllegalArgumentException("its answer is no status");
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
