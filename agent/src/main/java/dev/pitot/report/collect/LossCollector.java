package dev.pitot.report.collect;

import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Loss;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import jdk.jfr.consumer.RecordedEvent;

/** Adds up {@code pitot.DataLoss}. It accepts any text and number, so that it also reports those of later versions. */
final class LossCollector {

    private static final Set<String> OWN_TO_JFR = Set.of("startTime", "duration", "eventThread", "stackTrace");

    private final Tally<Loss, Loss> losses = new Tally<>(new Loss("other losses", false, 0), UnaryOperator.identity());

    void add(RecordedEvent event) {
        var what = new StringJoiner(", ");
        var count = 0L;
        for (var field : event.getFields()) {
            switch (OWN_TO_JFR.contains(field.getName()) ? null : event.getValue(field.getName())) {
                case Number number -> count += number.longValue();
                case String text -> what.add(text);
                case null, default -> {}
            }
        }
        add(what.toString(), inFlight(new EventFields(event)), count);
    }

    private static boolean inFlight(EventFields event) {
        return Loss.inFlight(event.text("reason"), event.text("event"));
    }

    private void add(String what, boolean inFlight, long count) {
        losses.add(new Loss(what, inFlight, 0), loss -> new Loss(loss.what(), loss.inFlight(), loss.count() + count));
    }

    List<Loss> losses() {
        return List.copyOf(losses.totals());
    }
}
