package dev.pitot.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Timespan;

/**
 * A stretch of one thread's time with its bill: {@code onCpu + runQueue + ioWait + blocked + unaccounted = duration}, and what
 * the thread asked of the disk and of the memory meanwhile. Sources: the scheduler's tracepoints, block_io_start, and the
 * counters of {@code struct task_struct}.
 */
public abstract class Billed extends OnThread {
    @Label("On CPU")
    @Description("Time it ran")
    @Timespan(Timespan.NANOSECONDS)
    public long onCpu;

    @Label("Run Queue")
    @Description("Time it could have run and waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long runQueue;

    @Label("I/O Wait")
    @Description("Time it slept for block I/O, as the kernel marks such sleeps")
    @Timespan(Timespan.NANOSECONDS)
    public long ioWait;

    @Label("Blocked")
    @Description("Time it slept for anything else: a lock, a timer, a socket, another thread")
    @Timespan(Timespan.NANOSECONDS)
    public long blocked;

    @Label("Unaccounted")
    @Description("What the parts above leave of the duration; other than 0 is an error of the instrument")
    @Timespan(Timespan.NANOSECONDS)
    public long unaccounted;

    @Label("Block Reads")
    @Description("Read requests the thread made to block devices")
    public long blockReads;

    @Label("Block Read Size")
    @Description("Bytes it asked block devices to read")
    @DataAmount
    public long blockReadBytes;

    @Label("Block Writes")
    @Description("Write requests the thread made to block devices itself; later write-back is nobody's")
    public long blockWrites;

    @Label("Block Write Size")
    @Description("Bytes it asked block devices to write")
    @DataAmount
    public long blockWriteBytes;

    @Label("Block Flushes")
    @Description("Times it had a block device write its cache, without data of its own")
    public long blockFlushes;

    @Label("Block Discards")
    @Description("Requests by which it told block devices what they need not keep any more")
    public long blockDiscards;

    @Label("Block Discard Size")
    @Description("Bytes that they need not keep; none of them is read or written")
    @DataAmount
    public long blockDiscardBytes;

    @Label("Block Others")
    @Description("Requests for anything else: zeroes that the device makes itself, zones")
    public long blockOthers;

    @Label("Major Faults")
    @Description("Page faults that waited for I/O")
    public long majorFaults;

    @Label("Minor Faults")
    @Description("Page faults that did not wait for I/O")
    public long minorFaults;

    @Label("Voluntary Switches")
    @Description("Times it gave up the CPU to wait")
    public long voluntarySwitches;

    @Label("Involuntary Switches")
    @Description("Times the CPU was taken from it")
    public long involuntarySwitches;

    @Label("Migrations")
    @Description("Times it was moved to another CPU")
    public long migrations;
}
