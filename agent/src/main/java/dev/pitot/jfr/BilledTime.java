package dev.pitot.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Timespan;

/**
 * An event about a span of one thread's time, with the bill of that span.
 *
 * <p>The bill always adds up: {@code onCpu + runQueue + ioWait + blocked + unaccounted = duration}. It also counts the
 * thread's block requests, switches and migrations. Sources: the scheduler's tracepoints, block_io_start, and the
 * counters of {@code struct task_struct}.
 */
public abstract class BilledTime extends OnThread {
    @Label("On-CPU Time")
    @Description("Time the thread ran on a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long onCpu;

    @Label("Run Queue Time")
    @Description("Time the thread was runnable and waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long runQueue;

    @Label("I/O Wait Time")
    @Description("Time the thread slept for block I/O, as marked by the kernel")
    @Timespan(Timespan.NANOSECONDS)
    public long ioWait;

    @Label("Blocked Time")
    @Description("Time the thread slept for any other reason: a lock, a timer, a socket, another thread")
    @Timespan(Timespan.NANOSECONDS)
    public long blocked;

    @Label("Unaccounted Time")
    @Description("Duration minus the four times above; a value other than 0 is a measuring error")
    @Timespan(Timespan.NANOSECONDS)
    public long unaccounted;

    @Label("Block Reads")
    @Description("Number of read requests the thread made to block devices")
    public long blockReads;

    @Label("Block Read Size")
    @Description("Bytes the thread requested block devices to read")
    @DataAmount
    public long blockReadBytes;

    @Label("Block Writes")
    @Description(
            "Number of write requests the thread made to block devices itself; the kernel's later write-back is not included")
    public long blockWrites;

    @Label("Block Write Size")
    @Description("Bytes the thread requested block devices to write")
    @DataAmount
    public long blockWriteBytes;

    @Label("Block Flushes")
    @Description("Number of requests to flush the write cache of a block device that carry no data")
    public long blockFlushes;

    @Label("Block Discards")
    @Description("Number of requests to discard or securely erase blocks of a block device")
    public long blockDiscards;

    @Label("Block Discard Size")
    @Description("Bytes that block devices were requested to discard; they are neither read nor written")
    @DataAmount
    public long blockDiscardBytes;

    @Label("Other Block Requests")
    @Description("Number of all other requests, such as writing zeroes or managing zones")
    public long blockOthers;

    @Label("Voluntary Switches")
    @Description("Number of times the thread gave up the CPU to wait")
    public long voluntarySwitches;

    @Label("Involuntary Switches")
    @Description("Number of times the thread was preempted")
    public long involuntarySwitches;

    @Label("Migrations")
    @Description("Number of times the thread moved to another CPU")
    public long migrations;
}
