package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Timespan;

/** A stop-the-world collection: the bill of the VM thread, and apart that of the GC workers. */
@Name("pitot.GarbageCollection")
@Label("Garbage Collection")
@Description("A stop-the-world collection: the bill of the VM thread, and apart that of the GC workers")
@Category({"Pitot", "HotSpot"})
@Registered(false)
public final class GarbageCollection extends Billed {
    @Label("Full")
    @Description("A full collection")
    public boolean full;

    @Label("Workers")
    @Description("GC worker threads that took part")
    public int workers;

    @Label("Workers On CPU")
    @Description("Time they ran, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersOnCpu;

    @Label("Workers Run Queue")
    @Description("Time they waited for a CPU, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersRunQueue;

    @Label("Workers I/O Wait")
    @Description("Time they slept for block I/O, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersIoWait;

    @Label("Workers Blocked")
    @Description("Time they slept for anything else, summed")
    @Timespan(Timespan.NANOSECONDS)
    public long workersBlocked;

    @Label("Worst Worker Run Queue")
    @Description("The longest that one of them waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long workersWorstRunQueue;
}
