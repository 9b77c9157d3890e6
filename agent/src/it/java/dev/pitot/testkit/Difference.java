package dev.pitot.testkit;

import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;

/** Where JFR's own events and Pitot's differ by nature: which ones, and why. The reasons stand in docs/differences.md too. */
public enum Difference {
    OTHER_LOADER(
            "jdk.ClassLoad",
            "JFR has an event for each class loader that is asked for a class, even when it asks another loader that has it"
                    + " already. Pitot has an event for each class that is loaded.",
            event -> !sameLoader(event)),
    OWN_THREAD(
            "jdk.ClassLoad",
            "The kernel leaves out what Pitot's own threads do.",
            event -> event.getThread() != null
                    && event.getThread().getJavaName() != null
                    && event.getThread().getJavaName().startsWith("pitot-")),
    CONCURRENT_CYCLE(
            "jdk.GarbageCollection",
            "JFR has one event for a whole concurrent cycle of G1. Pitot has one for each pause in it (Remark, Cleanup).",
            event -> "G1Old".equals(event.getString("name")));

    private final String type;
    private final String reason;
    private final Predicate<RecordedEvent> which;

    Difference(String type, String reason, Predicate<RecordedEvent> which) {
        this.type = type;
        this.reason = reason;
        this.which = which;
    }

    public String reason() {
        return reason;
    }

    public boolean explains(RecordedEvent event) {
        return event.getEventType().getName().equals(type) && which.test(event);
    }

    private static boolean sameLoader(RecordedEvent load) {
        var defining = load.getValue("definingClassLoader");
        var initiating = load.getValue("initiatingClassLoader");
        return defining == null ? initiating == null : defining.equals(initiating);
    }
}
