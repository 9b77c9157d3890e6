package dev.pitot.report.collect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events that look like Pitot's, for recordings made without the agent and the kernel. Their start and duration are set
 * as the agent sets them: through the fields that JFR adds to an event class.
 */
@StackTrace(false)
public abstract class ForgedEvents extends Event {

    public Thread thread;
    public long osThreadId;
    public String osThreadName;

    /** Commits an event that began {@code agoNanos} ago and took {@code durationNanos}, give or take a tick. */
    static <E extends ForgedEvents> void commit(E event, long agoNanos, long durationNanos, Consumer<E> fields) {
        fields.accept(event);
        place(event, agoNanos, durationNanos);
        event.commit();
    }

    /** Commits an event of the very stretch of time that another one has. */
    static <E extends ForgedEvents> void commit(E event, ForgedEvents stretch, Consumer<E> fields) {
        fields.accept(event);
        for (var field : List.of("startTime", "duration")) {
            handle(event, field).set(event, (long) handle(stretch, field).get(stretch));
        }
        event.commit();
    }

    /** Commits an event that began so long before {@code anchor} did: several stay apart, or inside one another, as placed. */
    static <E extends ForgedEvents> void commit(
            E event, ForgedEvents anchor, long beforeNanos, long durationNanos, Consumer<E> fields) {
        fields.accept(event);
        handle(event, "startTime").set(event, (long) handle(anchor, "startTime").get(anchor) - Ticks.of(beforeNanos));
        handle(event, "duration").set(event, Math.max(1, Ticks.of(durationNanos)));
        event.commit();
    }

    /** Puts an event where one that began {@code agoNanos} ago would be. */
    static <E extends ForgedEvents> E place(E event, long agoNanos, long durationNanos) {
        event.begin();
        add(event, "startTime", -Ticks.of(agoNanos));
        add(event, "duration", Math.max(1, Ticks.of(durationNanos)));
        return event;
    }

    private static void add(Event event, String field, long ticks) {
        var handle = handle(event, field);
        handle.set(event, (long) handle.get(event) + ticks);
    }

    private static VarHandle handle(Event event, String field) {
        try {
            var type = event.getClass();
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVarHandle(type, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("JFR adds no field " + field, e);
        }
    }

    /** A bill and what goes with it. */
    @StackTrace(false)
    public abstract static class Billed extends ForgedEvents {

        @Timespan
        public long onCpu;

        @Timespan
        public long runQueue;

        @Timespan
        public long ioWait;

        @Timespan
        public long blocked;

        @Timespan
        public long unaccounted;

        public long blockReads;

        @DataAmount
        public long blockReadBytes;

        public long blockWrites;

        @DataAmount
        public long blockWriteBytes;

        public long majorFaults;
        public long minorFaults;
        public long voluntarySwitches;
        public long involuntarySwitches;
        public long migrations;

        void bill(long onCpu, long runQueue, long ioWait, long blocked) {
            this.onCpu = onCpu;
            this.runQueue = runQueue;
            this.ioWait = ioWait;
            this.blocked = blocked;
        }
    }

    @Name("pitot.ClassLoad")
    public static final class ClassLoad extends Billed {
        public String className;
    }

    @Name("pitot.ClassInitialization")
    public static final class ClassInitialization extends Billed {
        public String className;
    }

    @Name("pitot.ThreadPark")
    public static final class ThreadPark extends Billed {}

    @Name("pitot.Compilation")
    public static final class Compilation extends Billed {
        public String compiler;
        public String method;
        public boolean succeeded;
    }

    @Name("pitot.GarbageCollection")
    public static final class GarbageCollection extends Billed {
        public boolean full;
        public int workers;

        @Timespan
        public long workersOnCpu;

        @Timespan
        public long workersRunQueue;

        @Timespan
        public long workersIoWait;

        @Timespan
        public long workersBlocked;

        @Timespan
        public long workersWorstRunQueue;
    }

    @Name("pitot.Span")
    public static class Span extends Billed {
        public String className;
        public String method;
        public long parentId;
        public String noBill;
        public String tags;
    }

    /** Of a version that knows the accounts of virtual threads. */
    @Name("pitot.Span")
    public static final class UnmountedSpan extends Span {
        @Timespan
        public long unmounted;

        @Timespan
        public long waitedForCarrier;
    }

    @Name("pitot.ThreadCpu")
    public static final class ThreadCpu extends Billed {}

    /** Of a later version, with a bill; and so poor that it has nothing else. */
    @Name("pitot.Novelty")
    public static final class Novelty extends Event {
        @Timespan
        public long onCpu;
    }

    @Name("pitot.BlockIo")
    public static final class BlockIo extends ForgedEvents {
        public String device;
        public String operation;
        public String flags;
        public long sector;

        @DataAmount
        public long bytes;

        @Timespan
        public long queueTime;

        @Timespan
        public long serviceTime;

        public String file;
        public long inode;
        public long generation;
        public String fileSystem;
        public String phase;
        public boolean async;
    }

    @Name("pitot.RunQueueWait")
    public static final class RunQueueWait extends ForgedEvents {
        public String runnerName;
    }

    @Name("pitot.OffCpu")
    public static final class OffCpu extends ForgedEvents {
        public boolean waitedForIo;
        public long wakerThreadId;
        public String wakerName;
    }

    @Name("pitot.MajorFault")
    public static final class MajorFault extends ForgedEvents {
        public long address;
        public String phase;
    }

    @StackTrace(false)
    public abstract static class Bucket extends ForgedEvents {
        @Timespan
        public long atLeast;

        @Timespan
        public long below;

        public long count;

        @Timespan
        public long total;

        void row(long atLeast, long below, long count, long total) {
            this.atLeast = atLeast;
            this.below = below;
            this.count = count;
            this.total = total;
        }
    }

    @Name("pitot.BlockIoLatency")
    public static final class BlockIoLatency extends Bucket {
        public String device;
        public String operation;
        public boolean async;
        public boolean queued;
    }

    @StackTrace(false)
    public abstract static class CpuBucket extends Bucket {
        public String kind;
    }

    @Name("pitot.OnCpuTime")
    public static final class OnCpuTime extends CpuBucket {}

    @Name("pitot.OffCpuTime")
    public static final class OffCpuTime extends CpuBucket {}

    @Name("pitot.RunQueueLatency")
    public static final class RunQueueLatency extends CpuBucket {}

    /** Of another version, which has the name in common with this one and nothing else. */
    @Name("pitot.OnCpuTime")
    @StackTrace(false)
    public static final class PoorOnCpuTime extends Event {
        public String count;
    }

    @Name("pitot.ProbeCost")
    public static final class ProbeCost extends ForgedEvents {
        public String program;
        public String event;
        public long runs;

        @Timespan
        public long cpuTime;

        @Timespan
        public long trapTime;

        public long records;

        @DataAmount
        public long bytes;

        @Percentage
        public double share;

        public String source;
    }

    /** Of another version, which has the name in common with this one and little else. */
    @Name("pitot.ProbeCost")
    @StackTrace(false)
    public static final class PoorProbeCost extends Event {
        public String share;
        public int runs;
    }

    @Name("pitot.ProbeStatus")
    public static final class ProbeStatus extends ForgedEvents {
        public String event;
        public boolean attached;

        @Timespan
        public long threshold;

        public String mechanism;
        public String reason;
        public String remedy;
        public String decision;
    }

    @Name("pitot.DataLoss")
    public static final class DataLoss extends Event {
        public String reason;
        public String event;
        public long count;
    }
}
