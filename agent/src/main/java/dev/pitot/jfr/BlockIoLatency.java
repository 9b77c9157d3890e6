package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

/** Source: the histograms of block requests that the kernel keeps (block.c). */
@Name("pitot.BlockIoLatency")
@Label("Block I/O Latency")
@Description(
        "Histogram row of the latency of block requests. Each request is in two histograms: one with and one without its queue time")
@Category({"Pitot", "Block I/O"})
@Period("10 s")
@Registered(false)
public final class BlockIoLatency extends Bucket {
    @Label("Device")
    @Description("Name of the block device")
    public @Nullable String device;

    @Label("Operation")
    @Description("Operation: read, write, flush, discard, secure-erase, write-zeroes, zone-append, ... or other")
    public @Nullable String operation;

    @Label("Asynchronous")
    @Description("Whether the kernel wrote back files that this JVM has written to; such requests have no thread")
    public boolean async;

    @Label("Includes Queue Time")
    @Description(
            "Whether the time is counted from the creation of the request; otherwise from when the driver received it")
    public boolean queued;
}
