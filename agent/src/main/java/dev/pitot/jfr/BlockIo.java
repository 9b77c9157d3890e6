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

/** A request to a block device, from its making to its completion. */
@Name("pitot.BlockIo")
@Label("Block I/O")
@Description("A request to a block device, from its making to its completion")
@Category({"Pitot", "Block I/O"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class BlockIo extends OnThread {
    @Label("Device")
    @Description("The disk's name")
    public @Nullable String device;

    @Label("Operation")
    @Description("read, write, flush, discard, secure-erase, write-zeroes, zone-append, ... or other")
    public @Nullable String operation;

    @Label("Flags")
    @Description("sync, meta, readahead, fua, preflush")
    public @Nullable String flags;

    @Label("Sector")
    @Description("The first one, in units of 512 bytes")
    public long sector;

    @Label("Size")
    @Description("Bytes that are read, written, discarded or zeroed; none of a flush")
    @DataAmount
    public long bytes;

    @Label("Queue Time")
    @Description("From its making until the driver got it")
    @Timespan(Timespan.NANOSECONDS)
    public long queueTime;

    @Label("Service Time")
    @Description("From there until the device was done")
    @Timespan(Timespan.NANOSECONDS)
    public long serviceTime;

    @Label("File")
    @Description(
            "Path in its file system, a … where something is missing; (metadata): the file system's own blocks, (swap): memory; none where it is not known")
    public @Nullable String file;

    @Label("Inode")
    @Description("The file's number in its file system; 0: not known")
    public long inode;

    @Label("Generation")
    @Description("Another one when a later file has that number again; 0: the file system counts none")
    public long generation;

    @Label("File System")
    @Description("Its device number, as in the third column of /proc/PID/mountinfo")
    public @Nullable String fileSystem;

    @Label("Phase")
    @Description("What the JVM was doing on that thread")
    public @Nullable String phase;

    @Label("Asynchronous")
    @Description("Write-back by the kernel of a file this JVM has written to: nobody's thread")
    public boolean async;
}
