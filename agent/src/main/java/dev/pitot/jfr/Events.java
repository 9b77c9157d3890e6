package dev.pitot.jfr;

import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

/** All event classes. They register themselves with JFR only when told: registering starts JFR, at some 100 ms. */
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
            ProbeStatus.class,
            ProbeCost.class,
            DataLoss.class,
            ClockError.class);

    private Events() {}

    public static void register() {
        ALL.forEach(FlightRecorder::register);
    }
}
