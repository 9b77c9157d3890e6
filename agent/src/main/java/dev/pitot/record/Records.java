package dev.pitot.record;

import dev.pitot.jfr.Billed;
import dev.pitot.jfr.ClassInitialization;
import dev.pitot.jfr.ClassLoad;
import dev.pitot.jfr.Compilation;
import dev.pitot.jfr.GarbageCollection;
import dev.pitot.jfr.MajorFault;
import dev.pitot.jfr.MonitorEnter;
import dev.pitot.jfr.OffCpu;
import dev.pitot.jfr.OnThread;
import dev.pitot.jfr.RunQueueWait;
import dev.pitot.jfr.Safepoint;
import dev.pitot.jfr.ThreadCpu;
import dev.pitot.jfr.ThreadPark;
import dev.pitot.jfr.ThreadSleep;
import dev.pitot.jfr.VMOperation;
import dev.pitot.plan.EventKind;
import java.lang.foreign.MemorySegment;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Turns the kernel's records into JFR events and commits them. A record allocates only its event and the event's texts.
 * Not thread-safe.
 */
public final class Records {
    static final String[] KINDS = {"Java", "GC", "compiler", "VM", "Pitot"};

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RecordFields in = new RecordFields();
    private final long[] late = new long[Layout.RECORD_TYPES];
    private final ThreadNames names;
    private final RecordedPlace place;
    private final BlockRecords block;
    private final EventTimes<ClassLoad> classLoad;
    private final EventTimes<ClassInitialization> classInitialization;
    private final EventTimes<Compilation> compilation;
    private final EventTimes<GarbageCollection> garbageCollection;
    private final EventTimes<VMOperation> vmOperation;
    private final EventTimes<Safepoint> safepoint;
    private final EventTimes<ThreadPark> park;
    private final EventTimes<ThreadSleep> sleep;
    private final EventTimes<MonitorEnter> monitorEnter;
    private final EventTimes<RunQueueWait> runQueueWait;
    private final EventTimes<OffCpu> offCpu;
    private final EventTimes<MajorFault> majorFault;
    private final EventTimes<ThreadCpu> threadCpu;

    public Records(Clock clock, ThreadNames names, KnownSpans spans) {
        this.names = names;
        place = new RecordedPlace(in, spans);
        block = new BlockRecords(in, place, clock);
        classLoad = new EventTimes<>(ClassLoad.class, clock);
        classInitialization = new EventTimes<>(ClassInitialization.class, clock);
        compilation = new EventTimes<>(Compilation.class, clock);
        garbageCollection = new EventTimes<>(GarbageCollection.class, clock);
        vmOperation = new EventTimes<>(VMOperation.class, clock);
        safepoint = new EventTimes<>(Safepoint.class, clock);
        park = new EventTimes<>(ThreadPark.class, clock);
        sleep = new EventTimes<>(ThreadSleep.class, clock);
        monitorEnter = new EventTimes<>(MonitorEnter.class, clock);
        runQueueWait = new EventTimes<>(RunQueueWait.class, clock);
        offCpu = new EventTimes<>(OffCpu.class, clock);
        majorFault = new EventTimes<>(MajorFault.class, clock);
        threadCpu = new EventTimes<>(ThreadCpu.class, clock);
    }

    /** Commits a record of any type. A record that is too short for its type is ignored. */
    public void commit(MemorySegment memory, long offset, int length) {
        if (length < Layout.HEADER_END) {
            return;
        }
        in.at(memory, offset);
        var type = in.u16(Layout.TYPE);
        if (length < Layout.size(type)) {
            return;
        }
        var kind = EventKind.of(type);
        if (kind != null) {
            commit(kind);
        } else if (type == Layout.THREAD_START) {
            threadStart();
        } else if (type == Layout.THREAD_NAME) {
            threadName();
        }
    }

    /** Does nothing for a kind of event without records. */
    private void commit(EventKind kind) {
        var event = event(kind);
        if (event != null) {
            commit(event);
        }
    }

    private @Nullable Event event(EventKind kind) {
        return switch (kind) {
            case CLASS_LOAD -> classLoad();
            case CLASS_INITIALIZATION -> classInitialization();
            case COMPILATION -> compilation();
            case GARBAGE_COLLECTION -> garbageCollection();
            case VM_OPERATION -> vmOperation();
            case SAFEPOINT -> billed(new Safepoint(), safepoint);
            case THREAD_PARK -> park();
            case THREAD_SLEEP -> sleep();
            case MONITOR_ENTER -> monitorEnter();
            case BLOCK_IO -> block.event(thread());
            case RUN_QUEUE_WAIT -> runQueueWait();
            case OFF_CPU -> offCpu();
            case MAJOR_FAULT -> majorFault();
            case THREAD_CPU -> threadCpu();
            case BLOCK_IO_LATENCY, ON_CPU_TIME, OFF_CPU_TIME, RUN_QUEUE_LATENCY, SPAN -> null;
        };
    }

    /** Commits consecutive records, as the iterator writes them. */
    public void commitAll(MemorySegment memory, int length) {
        for (var offset = 0; offset + Layout.CPU_END <= length; offset += Layout.CPU_END) {
            commit(memory, offset, Layout.CPU_END);
        }
    }

    private Event classLoad() {
        var event = new ClassLoad();
        event.className = className(in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM));
        event.shared = in.i64(Layout.VALUE_0) != 0;
        return billed(event, classLoad);
    }

    private Event classInitialization() {
        var event = new ClassInitialization();
        event.className = className(in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM));
        event.failed = in.i64(Layout.VALUE_0) != 0;
        return billed(event, classInitialization);
    }

    private Event compilation() {
        var event = new Compilation();
        event.compiler = in.slot(3, Layout.TEXT_3, Layout.TEXT_3_ROOM);
        event.method = className(in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM)) + "."
                + in.slot(1, Layout.TEXT_1, Layout.TEXT_1_ROOM)
                + in.slot(2, Layout.TEXT_2, Layout.TEXT_2_ROOM);
        event.succeeded = in.i64(Layout.VALUE_0) != 0;
        return billed(event, compilation);
    }

    private Event garbageCollection() {
        var event = new GarbageCollection();
        event.full = in.i64(Layout.VALUE_0) != 0;
        event.workers = (int) in.i64(Layout.GC_THREADS);
        event.workersOnCpu = in.i64(Layout.GC_ON_CPU);
        event.workersRunQueue = in.i64(Layout.GC_RUN_QUEUE);
        event.workersIoWait = in.i64(Layout.GC_IO_WAIT);
        event.workersBlocked = in.i64(Layout.GC_BLOCKED);
        event.workersWorstRunQueue = in.i64(Layout.GC_WORST);
        return billed(event, garbageCollection);
    }

    private Event vmOperation() {
        var event = new VMOperation();
        event.operation = in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM);
        return billed(event, vmOperation);
    }

    private Event park() {
        var event = new ThreadPark();
        var time = in.i64(Layout.VALUE_0);
        if (in.i64(Layout.VALUE_1) == 0) {
            event.timeout = time;
        } else {
            event.until = time;
        }
        return billed(event, park);
    }

    private Event sleep() {
        var event = new ThreadSleep();
        event.requested =
                in.i64(Layout.VALUE_0) * NANOS_PER_MILLI; // JVM_SleepNanos of jvm.cpp passes whole milliseconds
        event.interrupted = in.i64(Layout.VALUE_1) != 0;
        return billed(event, sleep);
    }

    private Event monitorEnter() {
        var event = new MonitorEnter();
        event.monitorClass = className(in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM));
        return billed(event, monitorEnter);
    }

    private Event runQueueWait() {
        var event = new RunQueueWait();
        event.runnerThreadId = in.i32(Layout.WAIT_OTHER_TID);
        event.runnerName = other((int) event.runnerThreadId);
        event.runnerTime = in.i64(Layout.WAIT_OTHER_TIME);
        place.set(event, Layout.WAIT_PHASE, Layout.WAIT_SPAN);
        return onThread(event, runQueueWait);
    }

    private Event offCpu() {
        var event = new OffCpu();
        event.waitedForIo = in.i32(Layout.WAIT_IO) != 0;
        event.runQueue = in.i64(Layout.WAIT_QUEUED);
        event.wakerThreadId = in.i32(Layout.WAIT_OTHER_TID);
        event.wakerName = other((int) event.wakerThreadId);
        place.set(event, Layout.WAIT_PHASE, Layout.WAIT_SPAN);
        return onThread(event, offCpu);
    }

    /** Returns the name of a thread of this JVM, or of another process; null for none. */
    private @Nullable String other(int tid) {
        if (tid != 0) {
            return names.of(tid).name();
        }
        var process = in.terminated(Layout.WAIT_OTHER, Layout.COMM_ROOM);
        return process.isEmpty() ? null : process;
    }

    private Event majorFault() {
        var event = new MajorFault();
        event.address = in.i64(Layout.FAULT_ADDRESS);
        place.set(event, Layout.FAULT_PHASE, Layout.FAULT_SPAN);
        return onThread(event, majorFault);
    }

    private Event threadCpu() {
        var event = new ThreadCpu();
        event.kind = KINDS[Math.clamp(in.i32(Layout.CPU_KIND), 0, KINDS.length - 1)];
        event.ended = in.i32(Layout.CPU_ENDED) != 0;
        names.isNamed(in.i32(Layout.TID), in.terminated(Layout.CPU_COMM, Layout.COMM_ROOM));
        return billed(event, threadCpu);
    }

    private void threadName() {
        var tid = in.i32(Layout.TID);
        var comm = in.terminated(Layout.NAME_COMM, Layout.COMM_ROOM);
        switch (in.i32(Layout.NAME_WHAT)) {
            case Layout.NAME_NEW -> names.began(tid, comm);
            case Layout.NAME_FOUND -> names.wasThere(tid, comm);
            case Layout.NAME_CHANGED -> names.renamed(tid, comm);
            case Layout.NAME_ENDED -> names.ended(tid);
            default -> {} // a record of a newer program
        }
    }

    private void threadStart() {
        var name = in.slot(0, Layout.TEXT_0, Layout.TEXT_0_ROOM);
        names.started(in.i32(Layout.TID), name == null ? "" : name, in.i64(Layout.VALUE_0));
    }

    private <E extends Billed> E billed(E event, EventTimes<E> times) {
        event.onCpu = in.i64(Layout.ON_CPU);
        event.runQueue = in.i64(Layout.RUN_QUEUE);
        event.ioWait = in.i64(Layout.IO_WAIT);
        event.blocked = in.i64(Layout.BLOCKED);
        var duration = in.i64(Layout.END) - in.i64(Layout.START);
        event.unaccounted = duration - event.onCpu - event.runQueue - event.ioWait - event.blocked;
        event.blockReads = in.i64(Layout.READS);
        event.blockReadBytes = in.i64(Layout.READ_BYTES);
        event.blockWrites = in.i64(Layout.WRITES);
        event.blockWriteBytes = in.i64(Layout.WRITE_BYTES);
        event.blockFlushes = in.i64(Layout.FLUSHES);
        event.blockDiscards = in.i64(Layout.DISCARDS);
        event.blockDiscardBytes = in.i64(Layout.DISCARD_BYTES);
        event.blockOthers = in.i64(Layout.OTHERS);
        event.majorFaults = in.i64(Layout.MAJOR_FAULTS);
        event.minorFaults = in.i64(Layout.MINOR_FAULTS);
        event.voluntarySwitches = in.i64(Layout.VOLUNTARY);
        event.involuntarySwitches = in.i64(Layout.INVOLUNTARY);
        event.migrations = in.i64(Layout.MIGRATIONS);
        return onThread(event, times);
    }

    private <E extends OnThread> E onThread(E event, EventTimes<E> times) {
        identify(event, thread());
        times.setKernel(event, in.i64(Layout.START), in.i64(Layout.END));
        return event;
    }

    /** Commits an enabled event, and counts a disabled one, which JFR would drop silently. */
    private void commit(Event event) {
        if (event.isEnabled()) {
            event.commit();
        } else {
            late[in.u16(Layout.TYPE)]++;
        }
    }

    /** Returns the number of records of a type that came when no recording wanted their event any more. */
    public long late(int type) {
        return late[type];
    }

    private ThreadNames.Entry thread() {
        return names.of(in.i32(Layout.TID));
    }

    static void identify(OnThread event, ThreadNames.Entry thread) {
        event.thread = thread.thread();
        event.lane = thread.thread();
        event.osThreadId = thread.tid();
        event.osThreadName = thread.name();
    }

    /** Converts HotSpot's {@code java/lang/String}. A hidden class is {@code a/b/C+0x…}. */
    private static @Nullable String className(@Nullable String internal) {
        return internal == null ? null : internal.replace('/', '.');
    }
}
