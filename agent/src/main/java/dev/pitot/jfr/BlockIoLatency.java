package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

/** How long requests to block devices took. Each request is in two histograms: with and without its time in the queue. */
@Name("pitot.BlockIoLatency")
@Label("Block I/O Latency")
@Description(
        "How long requests to block devices took. Each is in two histograms: with and without its time in the queue")
@Category({"Pitot", "Block I/O"})
@Period("10 s")
@Registered(false)
public final class BlockIoLatency extends Bucket {
    @Label("Device")
    @Description("The disk's name")
    public @Nullable String device;

    @Label("Operation")
    @Description("read, write, flush, discard, secure-erase, write-zeroes, zone-append, ... or other")
    public @Nullable String operation;

    @Label("Asynchronous")
    @Description("Write-back by the kernel of a file this JVM has written to: nobody's thread")
    public boolean async;

    @Label("Queued")
    @Description("Counted from the request's making, with its time in the queue; else from when the driver got it")
    public boolean queued;
}
