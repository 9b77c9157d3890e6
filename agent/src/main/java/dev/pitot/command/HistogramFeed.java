package dev.pitot.command;

import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.control.AgentStatus;
import dev.pitot.control.Controller;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.ProbeState;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import dev.pitot.text.Printable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a histogram to a caller while it stays connected. Each request gets what has been counted since the previous
 * one. The answers are text, so that a caller of another version can report that it does not understand them:
 *
 * <pre>
 * ready
 * Java&lt;tab&gt;3:12:80123 4:1:9000            kind, then slot:count:total in ns
 * vda&lt;tab&gt;read&lt;tab&gt;true&lt;tab&gt;3:12:80123      device, operation, with the time in the queue
 * acme.Shop.read()&lt;tab&gt;true&lt;tab&gt;3:12:80123   span, phase or thread, with the time in the queue
 * end
 * </pre>
 *
 * If there is no histogram, the first line is {@code error} and the reason. If the histogram ends, that line comes
 * unasked.
 */
public final class HistogramFeed {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Controller controller;
    private final Histogram histogram;
    private final ReplyChannel caller;
    private @Nullable Session session;
    private Map<Series, Slots> last = Map.of();

    public HistogramFeed(Controller controller, Histogram histogram, ReplyChannel caller) {
        this.controller = controller;
        this.histogram = histogram;
        this.caller = caller;
    }

    public void serve() {
        try {
            var status = status();
            session = controller.session();
            var why = session == null ? whyNot(status) : whyNot(session);
            if (!why.isEmpty()) {
                caller.say("error\t" + why + "\n");
                return;
            }
            news();
            var there = caller.say("ready\n");
            while (there && caller.asks(this::goesOn)) {
                there = caller.say(text(news()));
            }
            if (!goesOn()) {
                caller.say("error\t" + whyNot(status()) + "\n");
            }
        } catch (TimeoutException e) {
            caller.say(
                    "error\tthe probes are not attached after " + TIMEOUT.toSeconds() + " s; run the command status\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | BpfException e) {
            caller.say("error\t" + e.getMessage() + "\n");
        } finally {
            controller.unwatch(this);
        }
    }

    private AgentStatus status() throws ExecutionException, InterruptedException, TimeoutException {
        return controller.watch(this, Set.of(histogram)).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns whether the session still exists. The histogram ends with its session. */
    private boolean goesOn() {
        return controller.session() == session;
    }

    /** Asks the session itself: it still measures for live commands what the governor has taken from the recordings. */
    private String whyNot(Session session) {
        var kept = session.states().stream()
                .filter(state -> state.kind() == histogram.kind())
                .findFirst()
                .map(HistogramFeed::whyNot)
                .orElse("this histogram is not measured; run the command status");
        return kept.isEmpty() ? whyNoKeys(session) : kept;
    }

    private static String whyNot(ProbeState state) {
        return state.isAttached() ? "" : state.text();
    }

    /** Without any of what tells phases or spans, all would seem to be in none. */
    private String whyNoKeys(Session session) {
        var failure = session.spansFailure();
        return switch (histogram.by()) {
            case NOTHING, THREAD -> "";
            case SPAN -> failure == null ? "" : failure.toString();
            case PHASE -> {
                var phases = session.states().stream()
                        .filter(state -> state.kind().isPhase())
                        .map(HistogramFeed::whyNot)
                        .toList();
                yield phases.contains("") || phases.isEmpty() ? "" : phases.getFirst();
            }
        };
    }

    private static String whyNot(AgentStatus status) {
        return switch (status.state()) {
            case STOPPED -> "Pitot is stopped in that JVM; run the command start";
            case ATTACHED -> "the probes were detached meanwhile, which has lost the counts; run this command again";
            default -> status.why() == null ? "the probes could not be attached; run the command status" : status.why();
        };
    }

    /** Returns what has been counted since the last call. */
    private Map<Series, Slots> news() throws BpfException {
        var now = session == null ? Map.<Series, Slots>of() : session.reader().read(histogram);
        var news = new LinkedHashMap<Series, Slots>();
        now.forEach((series, slots) -> news.put(series, slots.minus(last.getOrDefault(series, Slots.none()))));
        news.entrySet()
                .removeIf(entry -> entry.getKey() instanceof Series.Keyed
                        && entry.getValue().areEmpty());
        last = now;
        return news;
    }

    /** A program's own name of a span may have anything in it. */
    private String name(Series.Keyed key) {
        return session == null ? "" : Printable.line(session.reader().name(key));
    }

    private String text(Map<Series, Slots> histograms) {
        var text = new StringBuilder();
        histograms.forEach((series, slots) -> {
            text.append(
                    switch (series) {
                        case Series.Threads threads -> threads.kind();
                        case Series.Requests r -> r.device() + "\t" + r.operation() + "\t" + r.queued();
                        case Series.Keyed key -> name(key) + "\t" + key.queued();
                    });
            var separator = '\t';
            for (var slot = 0; slot < slots.counts().length; slot++) {
                if (slots.counts()[slot] != 0) {
                    text.append(separator).append(slot).append(':').append(slots.counts()[slot]);
                    text.append(':').append(slots.totals()[slot]);
                    separator = ' ';
                }
            }
            text.append(separator == '\t' ? "\t\n" : "\n");
        });
        return text.append("end\n").toString();
    }
}
