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
import static dev.pitot.plan.RecordForm.OWN;
import static dev.pitot.plan.RecordForm.PHASE;
import static dev.pitot.plan.RecordForm.TEXT;
import static dev.pitot.plan.RecordForm.WAIT;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of the events that cost something in the kernel, one row for each.
 *
 * <p>Everything else about an event is derived from its row: what is attached for it, the size of its records, and when
 * the governor sheds it. The number is the phase number or record type by which the BPF programs know the event; the C
 * compiler checks it by {@code Layout}. The threshold is the default, the same as in the event class.
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
    RUN_QUEUE_LATENCY(41, "pitot.RunQueueLatency", HISTOGRAM, SCHEDULER, Duration.ZERO),
    SPAN(43, "pitot.Span", OWN, ACCOUNTS, Duration.ofMillis(10));

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

    /** Returns the number in {@code records.h}. */
    public int number() {
        return number;
    }

    /** Returns the name in recordings and settings. */
    public String eventName() {
        return eventName;
    }

    /** Returns the name without the common prefix. */
    public String shortName() {
        return eventName.substring("pitot.".length());
    }

    public RecordForm form() {
        return form;
    }

    public EventSource source() {
        return source;
    }

    /** Returns the threshold for recordings that do not set one. */
    public Duration defaultThreshold() {
        return threshold;
    }

    /** Returns the flag of HotSpot without which the event's probes are silent. */
    public Optional<String> jvmFlag() {
        return Optional.ofNullable(jvmFlag);
    }

    /** Returns whether the event has probe sites in libjvm. All others come from the kernel's tracepoints. */
    public boolean isPhase() {
        return source == LIBJVM;
    }

    /** Returns whether the event is a row of a histogram that the kernel keeps. Such an event has no records. */
    public boolean isHistogram() {
        return form == HISTOGRAM;
    }

    /** Returns the name in a {@code phase} field, or null for a number that is not a phase. */
    public static @Nullable String phaseName(int number) {
        var kind = of(number);
        return kind == null || !kind.isPhase() ? null : kind.shortName();
    }

    /** Returns the kind with this number, or null. */
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
