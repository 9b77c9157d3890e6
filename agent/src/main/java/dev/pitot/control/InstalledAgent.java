package dev.pitot.control;

import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** The controller of this JVM: there is one for the JVM's life, whichever way the agent came in. */
public final class InstalledAgent {
    public static final String CANNOT_RECORD = "this JVM cannot record; start it without -XX:-FlightRecorder";

    private static @Nullable Controller controller;

    private InstalledAgent() {}

    /**
     * The agent may come in more than once: the first counts.
     *
     * @param hold attach nothing until a command says otherwise
     * @param publish puts the commands where JMX shows them; true if there is no need to come again
     * @return null where this JVM cannot record
     */
    public static synchronized @Nullable Controller install(
            Options options, Instrumentation instrumentation, boolean hold, BooleanSupplier publish) {
        if (controller != null) {
            return controller;
        }
        if (!FlightRecorder.isAvailable()) {
            Warnings.say("nothing is measured: " + CANNOT_RECORD);
            return null;
        }
        controller = new Controller(options, instrumentation, publish);
        if (hold) {
            controller.hold();
        }
        controller.listen();
        return controller;
    }

    /** Null where nothing follows the recordings. */
    public static synchronized @Nullable Controller controller() {
        return controller;
    }
}
