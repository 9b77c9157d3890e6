package dev.pitot.control;

import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** The controller of this JVM. There is only one, however often and in whichever way the agent is loaded. */
public final class InstalledAgent {
    public static final String CANNOT_RECORD = "JFR is switched off in this JVM; start it without -XX:-FlightRecorder";

    /** How the agent came into this JVM. */
    public enum Arrival {
        /** By {@code -javaagent}: the command line may ask for a recording. */
        LAUNCH,
        /** By {@code -javaagent} with the command {@code stop}: it attaches nothing until the command {@code start}. */
        HELD,
        /** By the attach API. */
        WHILE_RUNNING
    }

    private static @Nullable Controller controller;

    private InstalledAgent() {}

    /**
     * Installs the agent. Only the first call has an effect. {@link Controller#add} takes the spans of a later load.
     *
     * @param arrival how the agent came into this JVM
     * @param publish registers the commands with JMX; returns true if it need not be called again
     * @return null if this JVM cannot record
     */
    public static synchronized @Nullable Controller install(
            Options options, Instrumentation instrumentation, Arrival arrival, BooleanSupplier publish) {
        if (controller != null) {
            return controller;
        }
        if (!FlightRecorder.isAvailable()) {
            Warnings.say("nothing is measured: " + CANNOT_RECORD);
            return null;
        }
        controller = new Controller(options, instrumentation, publish);
        switch (arrival) {
            case LAUNCH -> controller.prepare();
            case HELD -> controller.hold();
            case WHILE_RUNNING -> {}
        }
        controller.listen();
        return controller;
    }

    /** Returns null if the agent does not follow recordings. */
    public static synchronized @Nullable Controller controller() {
        return controller;
    }
}
