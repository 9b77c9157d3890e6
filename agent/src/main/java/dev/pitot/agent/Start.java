package dev.pitot.agent;

import java.lang.instrument.Instrumentation;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Agent}, in a JVM that is new enough. Does no more than to listen for recordings: nothing is attached, no thread
 * started, JFR itself not started, until a recording wants a {@code pitot.*} event.
 */
final class Start {
    private static @Nullable Recordings recordings;

    private Start() {}

    /** Both ways in may be taken, and more than once: the first counts. */
    static synchronized void now(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        options.complaint().ifPresent(Warnings::say);
        if (recordings != null) {
            return;
        }
        if (!FlightRecorder.isAvailable()) {
            Warnings.say("nothing is measured: this JVM cannot record; start it without -XX:-FlightRecorder");
            return;
        }
        recordings = new Recordings(options, instrumentation);
        recordings.listen();
    }
}
