package dev.pitot.command;

import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.control.AgentStatus;
import dev.pitot.control.Recordings;
import dev.pitot.plan.Histogram;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Shows a caller a histogram for as long as it stays: each time it asks, what has come to it since the last time. The answers are
 * text, so that a caller of another version can say that it does not understand them:
 *
 * <pre>
 * ready
 * Java&lt;tab&gt;3:12:80123 4:1:9000            kind, then slot:count:total in ns
 * vda&lt;tab&gt;read&lt;tab&gt;true&lt;tab&gt;3:12:80123      device, operation, with the time in the queue
 * end
 * </pre>
 *
 * An {@code error} with its reason comes first where there is nothing to be shown, and unasked where there is nothing any more.
 */
public final class HistogramFeed {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Recordings recordings;
    private final Histogram histogram;
    private final ReplyChannel caller;
    private @Nullable Session session;
    private Map<Series, Slots> last = Map.of();

    public HistogramFeed(Recordings recordings, Histogram histogram, ReplyChannel caller) {
        this.recordings = recordings;
        this.histogram = histogram;
        this.caller = caller;
    }

    public void serve() {
        try {
            var status = status();
            session = recordings.session();
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
            caller.say("error\tthe probes are not attached after " + PATIENCE.toSeconds() + " s; ask for the status\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | BpfException e) {
            caller.say("error\t" + e.getMessage() + "\n");
        } finally {
            recordings.unwatch(this);
        }
    }

    private AgentStatus status() throws ExecutionException, InterruptedException, TimeoutException {
        return recordings.watch(this, Set.of(histogram)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Its histogram went with it. */
    private boolean goesOn() {
        return recordings.session() == session;
    }

    /** Asked of the session itself: what the governor has taken from the recordings is measured for who watches nevertheless. */
    private String whyNot(Session session) {
        return session.states().stream()
                .filter(state -> state.kind() == histogram.kind())
                .findFirst()
                .map(state -> state.isAttached() ? "" : state.text())
                .orElse("it is not measured; ask for the status");
    }

    private static String whyNot(AgentStatus status) {
        return switch (status.state()) {
            case STOPPED -> "Pitot is stopped there; the command start ends that";
            case ATTACHED -> "the probes were detached for a moment, and what had been counted is gone; begin anew";
            default -> status.why() == null ? "it could not be attached; ask for the status" : status.why();
        };
    }

    /** What is new in the histogram. */
    private Map<Series, Slots> news() throws BpfException {
        var now = session == null ? Map.<Series, Slots>of() : session.readout().read(histogram);
        var news = new LinkedHashMap<Series, Slots>();
        now.forEach((series, slots) -> news.put(series, slots.minus(last.getOrDefault(series, Slots.none()))));
        last = now;
        return news;
    }

    private static String text(Map<Series, Slots> histograms) {
        var text = new StringBuilder();
        histograms.forEach((series, slots) -> {
            text.append(
                    switch (series) {
                        case Series.Threads threads -> threads.kind();
                        case Series.Requests r -> r.device() + "\t" + r.operation() + "\t" + r.queued();
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
