package dev.pitot.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The events that cost something in the kernel, with the number by which the BPF programs know them ({@code records.h}: a phase's
 * number, or a record type) and the threshold that holds where a recording says nothing (the event class has the same).
 */
public enum EventKind {
    CLASS_LOAD("pitot.ClassLoad", 1, Duration.ofMillis(1)),
    CLASS_INITIALIZATION("pitot.ClassInitialization", 2, Duration.ofMillis(1)),
    COMPILATION("pitot.Compilation", 3, Duration.ofMillis(10)),
    GARBAGE_COLLECTION("pitot.GarbageCollection", 4, Duration.ZERO),
    VM_OPERATION("pitot.VMOperation", 5, Duration.ofMillis(1)),
    SAFEPOINT("pitot.Safepoint", 6, Duration.ofMillis(1)),
    THREAD_PARK("pitot.ThreadPark", 7, Duration.ofMillis(20)),
    THREAD_SLEEP("pitot.ThreadSleep", 8, Duration.ofMillis(20)),
    MONITOR_ENTER("pitot.MonitorEnter", 9, Duration.ofMillis(20)),
    BLOCK_IO("pitot.BlockIo", 32, Duration.ofMillis(1)),
    RUN_QUEUE_WAIT("pitot.RunQueueWait", 33, Duration.ofMillis(10)),
    OFF_CPU("pitot.OffCpu", 34, Duration.ofMillis(20)),
    MAJOR_FAULT("pitot.MajorFault", 35, Duration.ofMillis(1)),
    THREAD_CPU("pitot.ThreadCpu", 36, Duration.ZERO),
    BLOCK_IO_LATENCY("pitot.BlockIoLatency", 38, Duration.ZERO),
    ON_CPU_TIME("pitot.OnCpuTime", 39, Duration.ZERO),
    OFF_CPU_TIME("pitot.OffCpuTime", 40, Duration.ZERO),
    RUN_QUEUE_LATENCY("pitot.RunQueueLatency", 41, Duration.ZERO);

    private final String eventName;
    private final int number;
    private final Duration threshold;

    EventKind(String eventName, int number, Duration threshold) {
        this.eventName = eventName;
        this.number = number;
        this.threshold = threshold;
    }

    /** As recordings and settings name it. */
    public String eventName() {
        return eventName;
    }

    /** As {@code records.h} counts. */
    public int number() {
        return number;
    }

    /** Where a recording does not say. */
    public Duration defaultThreshold() {
        return threshold;
    }

    /** A phase has probe sites in libjvm; the others come from the kernel's own tracepoints. */
    public boolean isPhase() {
        return number < BLOCK_IO.number;
    }

    /** Rows of a histogram that the kernel keeps; there are no records of it. */
    public boolean isHistogram() {
        return number >= BLOCK_IO_LATENCY.number;
    }

    /** The name in a {@code phase} field, or null for a number that is no phase. */
    public static @Nullable String phaseName(int number) {
        return number >= 1 && number <= MONITOR_ENTER.number ? PHASE_NAMES[number] : null;
    }

    /** The kind with this number, or null. */
    public static @Nullable EventKind of(int number) {
        for (var kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }

    private static final String[] PHASE_NAMES = phaseNames();

    private static String[] phaseNames() {
        var names = new String[MONITOR_ENTER.number + 1];
        for (var kind : values()) {
            if (kind.isPhase()) {
                names[kind.number] = kind.eventName.substring("pitot.".length());
            }
        }
        return names;
    }
}
