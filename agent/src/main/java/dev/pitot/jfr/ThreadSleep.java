package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;

/** Source: the probes {@code hotspot:thread__sleep__*}. */
@Name("pitot.ThreadSleep")
@Label("Thread Sleep")
@Description("Sleep of a platform thread")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class ThreadSleep extends Billed {
    @Label("Requested")
    @Description("Requested time to sleep")
    @Timespan(Timespan.NANOSECONDS)
    public long requested;

    @Label("Interrupted")
    @Description("Whether an interrupt ended the sleep")
    public boolean interrupted;
}
