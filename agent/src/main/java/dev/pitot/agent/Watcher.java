package dev.pitot.agent;

import dev.pitot.bcc.BpfException;
import dev.pitot.plan.Histogram;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import dev.pitot.session.Session;
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
 * The first line is an {@code error} with its reason where there is nothing to be shown.
 */
final class Watcher {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Recordings recordings;
    private final Histogram histogram;
    private final Caller caller;
    private @Nullable Session session;
    private Map<Series, Slots> last = Map.of();

    Watcher(Recordings recordings, Histogram histogram, Caller caller) {
        this.recordings = recordings;
        this.histogram = histogram;
        this.caller = caller;
    }

    void serve() {
        try {
            var status = recordings.watch(this, Set.of(histogram)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            var why = status.events().stream()
                    .filter(event -> event.kind() == histogram.kind())
                    .map(event -> event.attached() ? "" : event.way())
                    .findFirst()
                    .orElse(whyNot(status));
            if (!why.isEmpty()) {
                caller.say("error\t" + why + "\n");
                return;
            }
            news();
            for (var there = caller.say("ready\n"); there && caller.asks(); ) {
                there = caller.say(text(news()));
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

    private static String whyNot(Status status) {
        return switch (status.state()) {
            case STOPPED -> "Pitot is stopped there; the command start ends that";
            default -> status.why() == null ? "it could not be attached; ask for the status" : status.why();
        };
    }

    /** What is new in the histogram; all of it, where another session has begun. */
    private Map<Series, Slots> news() throws BpfException {
        var current = recordings.session();
        if (current != session) {
            session = current;
            last = Map.of();
        }
        var now = current == null ? Map.<Series, Slots>of() : current.read(histogram);
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
