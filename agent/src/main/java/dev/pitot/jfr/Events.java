package dev.pitot.jfr;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;

/**
 * The list of all event classes. None registers itself when it is loaded, because registering starts JFR, which takes
 * about 100 ms.
 */
public final class Events {
    public static final List<Class<? extends Event>> ALL = List.of(
            ClassLoad.class,
            ClassInitialization.class,
            Compilation.class,
            GarbageCollection.class,
            VMOperation.class,
            Safepoint.class,
            ThreadPark.class,
            ThreadSleep.class,
            MonitorEnter.class,
            BlockIo.class,
            RunQueueWait.class,
            OffCpu.class,
            MajorFault.class,
            ThreadCpu.class,
            BlockIoLatency.class,
            OnCpuTime.class,
            OffCpuTime.class,
            RunQueueLatency.class,
            Span.class,
            ProbeStatus.class,
            ProbeCost.class,
            DataLoss.class,
            ClockError.class);

    private static final Map<String, Class<? extends Event>> BY_NAME = ALL.stream()
            .collect(Collectors.toMap(type -> type.getAnnotation(Name.class).value(), type -> type));

    private Events() {}

    /**
     * Returns the class of the event with this name.
     *
     * @throws IllegalArgumentException if no event has this name
     */
    public static Class<? extends Event> type(String name) {
        var type = BY_NAME.get(name);
        if (type == null) {
            throw new IllegalArgumentException(name);
        }
        return type;
    }

    /** Registers all event classes with JFR. */
    public static void register() {
        ALL.forEach(FlightRecorder::register);
    }
}
