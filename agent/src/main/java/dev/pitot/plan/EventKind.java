package dev.pitot.plan;

import static dev.pitot.plan.EventSource.ACCOUNTS;
import static dev.pitot.plan.EventSource.BLOCK_REQUESTS;
import static dev.pitot.plan.EventSource.LIBJVM;
import static dev.pitot.plan.EventSource.PAGE_FAULTS;
import static dev.pitot.plan.EventSource.SCHEDULER;
import static dev.pitot.plan.EventSource.WAKE_UPS;
import static dev.pitot.plan.RecordForm.BLOCK;
import static dev.pitot.plan.RecordForm.CPU;
import static dev.pitot.plan.RecordForm.FAULT;
import static dev.pitot.plan.RecordForm.HISTOGRAM;
import static dev.pitot.plan.RecordForm.METHOD;
import static dev.pitot.plan.RecordForm.PHASE;
import static dev.pitot.plan.RecordForm.TEXT;
import static dev.pitot.plan.RecordForm.WAIT;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of the events that cost something in the kernel: one row for each. Whatever else is to be known of an event is
 * derived from its row: what is attached for it, how long its records are, when the governor sheds it.
 *
 * <p>The number is that by which the BPF programs know the event: a phase's number, or a record type. {@code Layout} has the C
 * compiler check it. The threshold holds where a recording says nothing; the event class has the same.
 */
public enum EventKind {
    CLASS_LOAD(1, "pitot.ClassLoad", TEXT, LIBJVM, Duration.ofMillis(1)),
    CLASS_INITIALIZATION(2, "pitot.ClassInitialization", TEXT, LIBJVM, Duration.ofMillis(1)),
    COMPILATION(3, "pitot.Compilation", METHOD, LIBJVM, Duration.ofMillis(10)),
    GARBAGE_COLLECTION(4, "pitot.GarbageCollection", PHASE, LIBJVM, Duration.ZERO),
    VM_OPERATION(5, "pitot.VMOperation", TEXT, LIBJVM, Duration.ofMillis(1)),
    SAFEPOINT(6, "pitot.Safepoint", PHASE, LIBJVM, Duration.ofMillis(1)),
    THREAD_PARK(7, "pitot.ThreadPark", PHASE, LIBJVM, Duration.ofMillis(20)),
    THREAD_SLEEP(8, "pitot.ThreadSleep", PHASE, LIBJVM, Duration.ofMillis(20)),
    MONITOR_ENTER(9, "pitot.MonitorEnter", TEXT, LIBJVM, Duration.ofMillis(20), "DTraceMonitorProbes"),
    BLOCK_IO(32, "pitot.BlockIo", BLOCK, BLOCK_REQUESTS, Duration.ofMillis(1)),
    RUN_QUEUE_WAIT(33, "pitot.RunQueueWait", WAIT, SCHEDULER, Duration.ofMillis(10)),
    OFF_CPU(34, "pitot.OffCpu", WAIT, WAKE_UPS, Duration.ofMillis(20)),
    MAJOR_FAULT(35, "pitot.MajorFault", FAULT, PAGE_FAULTS, Duration.ofMillis(1)),
    THREAD_CPU(36, "pitot.ThreadCpu", CPU, ACCOUNTS, Duration.ZERO),
    BLOCK_IO_LATENCY(38, "pitot.BlockIoLatency", HISTOGRAM, BLOCK_REQUESTS, Duration.ZERO),
    ON_CPU_TIME(39, "pitot.OnCpuTime", HISTOGRAM, SCHEDULER, Duration.ZERO),
    OFF_CPU_TIME(40, "pitot.OffCpuTime", HISTOGRAM, SCHEDULER, Duration.ZERO),
    RUN_QUEUE_LATENCY(41, "pitot.RunQueueLatency", HISTOGRAM, SCHEDULER, Duration.ZERO);

    private static final EventKind[] BY_NUMBER = byNumber();

    private final int number;
    private final String eventName;
    private final RecordForm form;
    private final EventSource source;
    private final Duration threshold;
    private final @Nullable String jvmFlag;

    EventKind(int number, String eventName, RecordForm form, EventSource source, Duration threshold) {
        this(number, eventName, form, source, threshold, null);
    }

    EventKind(
            int number,
            String eventName,
            RecordForm form,
            EventSource source,
            Duration threshold,
            @Nullable String jvmFlag) {
        this.number = number;
        this.eventName = eventName;
        this.form = form;
        this.source = source;
        this.threshold = threshold;
        this.jvmFlag = jvmFlag;
    }

    /** As {@code records.h} counts. */
    public int number() {
        return number;
    }

    /** As recordings and settings name it. */
    public String eventName() {
        return eventName;
    }

    /** The name without the prefix that all have. */
    public String shortName() {
        return eventName.substring("pitot.".length());
    }

    public RecordForm form() {
        return form;
    }

    public EventSource source() {
        return source;
    }

    /** Where a recording does not say. */
    public Duration defaultThreshold() {
        return threshold;
    }

    /** The flag of HotSpot without which the event's probes are silent. */
    public Optional<String> jvmFlag() {
        return Optional.ofNullable(jvmFlag);
    }

    /** A phase has probe sites in libjvm; the others come from the kernel's own tracepoints. */
    public boolean isPhase() {
        return source == LIBJVM;
    }

    /** Rows of a histogram that the kernel keeps; there are no records of it. */
    public boolean isHistogram() {
        return form == HISTOGRAM;
    }

    /** The name in a {@code phase} field, or null for a number that is no phase. */
    public static @Nullable String phaseName(int number) {
        var kind = of(number);
        return kind == null || !kind.isPhase() ? null : kind.shortName();
    }

    /** The kind with this number, or null. */
    public static @Nullable EventKind of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    private static EventKind[] byNumber() {
        var last = Stream.of(values()).mapToInt(EventKind::number).max().orElseThrow();
        var kinds = new EventKind[last + 1];
        for (var kind : values()) {
            kinds[kind.number] = kind;
        }
        return kinds;
    }
}
