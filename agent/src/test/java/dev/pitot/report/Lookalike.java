package dev.pitot.report;

import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events that look like Pitot's, for recordings made without the agent and the kernel. Their start and duration are set
 * as the agent sets them: through the fields that JFR adds to an event class.
 */
@StackTrace(false)
public abstract class Lookalike extends Event {

    public Thread thread;
    public long osThreadId;
    public String osThreadName;

    /** Commits an event that began {@code agoNanos} ago and took {@code durationNanos}, give or take a tick. */
    static <E extends Lookalike> void commit(E event, long agoNanos, long durationNanos, Consumer<E> fields) {
        fields.accept(event);
        event.begin();
        add(event, "startTime", -Ticks.of(agoNanos));
        add(event, "duration", Math.max(1, Ticks.of(durationNanos)));
        event.commit();
    }

    private static void add(Event event, String field, long ticks) {
        try {
            var type = event.getClass();
            var handle =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVarHandle(type, field, long.class);
            handle.set(event, (long) handle.get(event) + ticks);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("JFR adds no field " + field, e);
        }
    }

    /** A bill and what goes with it. */
    @StackTrace(false)
    public abstract static class Billed extends Lookalike {

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

    @Name("pitot.ThreadCpu")
    public static final class ThreadCpu extends Billed {}

    /** Of a later version, with a bill; and so poor that it has nothing else. */
    @Name("pitot.Novelty")
    public static final class Novelty extends Event {
        @Timespan
        public long onCpu;
    }

    @Name("pitot.BlockIo")
    public static final class BlockIo extends Lookalike {
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
        public String phase;
        public boolean async;
    }

    @Name("pitot.RunQueueWait")
    public static final class RunQueueWait extends Lookalike {
        public String instead;
    }

    @Name("pitot.OffCpu")
    public static final class OffCpu extends Lookalike {
        public boolean forIo;
        public long wakerThreadId;
        public String wakerName;
    }

    @Name("pitot.MajorFault")
    public static final class MajorFault extends Lookalike {
        public long address;
        public String phase;
    }

    @Name("pitot.DataLoss")
    public static final class DataLoss extends Event {
        public String reason;
        public String event;
        public long lost;
    }
}
