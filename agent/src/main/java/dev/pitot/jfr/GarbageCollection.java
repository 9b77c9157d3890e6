package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Timespan;

/** Source: the probes {@code hotspot:gc__*}. The bill of the workers comes from gc_workers.h. */
@Name("pitot.GarbageCollection")
@Label("Garbage Collection")
@Description(
        "Stop-the-world garbage collection, with the bill of the VM thread and, separately, that of the GC workers")
@Category({"Pitot", "HotSpot"})
@Registered(false)
public final class GarbageCollection extends Billed {
    @Label("Full")
    @Description("Whether the collection was full")
    public boolean full;

    @Label("Workers")
    @Description("Number of GC worker threads that took part")
    public int workers;

    @Label("Workers On-CPU Time")
    @Description("Time the workers ran on a CPU, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersOnCpu;

    @Label("Workers Run Queue Time")
    @Description("Time the workers waited for a CPU, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersRunQueue;

    @Label("Workers I/O Wait Time")
    @Description("Time the workers slept for block I/O, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersIoWait;

    @Label("Workers Blocked Time")
    @Description("Time the workers slept for any other reason, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersBlocked;

    @Label("Worst Worker Run Queue Time")
    @Description("Longest time that a single worker waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long workersWorstRunQueue;
}
