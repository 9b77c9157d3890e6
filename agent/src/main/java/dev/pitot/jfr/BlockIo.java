package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Source: the tracepoints of block requests (block.c). */
@Name("pitot.BlockIo")
@Label("Block I/O")
@Description("Request to a block device, from its creation to its completion")
@Category({"Pitot", "Block I/O"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class BlockIo extends InSpan {
    @Label("Device")
    @Description("Name of the block device")
    public @Nullable String device;

    @Label("Operation")
    @Description("Operation: read, write, flush, discard, secure-erase, write-zeroes, zone-append, ... or other")
    public @Nullable String operation;

    @Label("Flags")
    @Description("Flags of the request: sync, meta, readahead, fua, preflush")
    public @Nullable String flags;

    @Label("Sector")
    @Description("First sector of the request, in units of 512 bytes")
    public long sector;

    @Label("Size")
    @Description("Bytes to read, write, discard or zero; 0 for a flush")
    @DataAmount
    public long bytes;

    @Label("Queue Time")
    @Description("Time from the creation of the request until the driver received it")
    @Timespan(Timespan.NANOSECONDS)
    public long queueTime;

    @Label("Service Time")
    @Description("Time from when the driver received the request until the device completed it")
    @Timespan(Timespan.NANOSECONDS)
    public long serviceTime;

    @Label("File")
    @Description(
            "Path of the file in its file system, with … in place of missing parts; (metadata) for the file system's own blocks, (swap) for swapped memory; not set if unknown")
    public @Nullable String file;

    @Label("Inode")
    @Description("Inode number of the file; 0 if unknown")
    public long inode;

    @Label("Generation")
    @Description(
            "Generation of the inode, which tells files apart that had the same inode number; 0 if the file system has none")
    public long generation;

    @Label("File System")
    @Description("Device number of the file system, as in the third column of /proc/PID/mountinfo")
    public @Nullable String fileSystem;

    @Label("Asynchronous")
    @Description("Whether the kernel wrote back a file that this JVM has written to; such a request has no thread")
    public boolean async;
}
