package dev.pitot.control;

import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** The controller of this JVM. There is only one, however often and in whichever way the agent is loaded. */
public final class InstalledAgent {
    public static final String CANNOT_RECORD = "JFR is switched off in this JVM; start it without -XX:-FlightRecorder";

    private static @Nullable Controller controller;

    private InstalledAgent() {}

    /**
     * Installs the agent. Only the first call has an effect.
     *
     * @param hold whether to attach nothing until the command {@code start}
     * @param publish registers the commands with JMX; returns true if it need not be called again
     * @return null if this JVM cannot record
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

    /** Returns null if the agent does not follow recordings. */
    public static synchronized @Nullable Controller controller() {
        return controller;
    }
}
