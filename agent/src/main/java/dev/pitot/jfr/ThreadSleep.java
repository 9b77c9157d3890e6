package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;

/** A platform thread slept. */
@Name("pitot.ThreadSleep")
@Label("Thread Sleep")
@Description("A platform thread slept")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class ThreadSleep extends Billed {
    @Label("Requested")
    @Description("The time it was to last")
    @Timespan(Timespan.NANOSECONDS)
    public long requested;

    @Label("Interrupted")
    @Description("It was woken by an interrupt")
    public boolean interrupted;
}
