package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/** A platform thread parked. */
@Name("pitot.ThreadPark")
@Label("Thread Park")
@Description("A platform thread parked")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class ThreadPark extends Billed {
    @Label("Timeout")
    @Description("The longest it was to last; 0: without a limit, or until a point in time")
    @Timespan(Timespan.NANOSECONDS)
    public long timeout;

    @Label("Until")
    @Description("The point in time it was to last until, if it was given as one, in ms since 1970")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long until;
}
