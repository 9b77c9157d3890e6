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

/** Source: the probes {@code hotspot:thread__park__*}. */
@Name("pitot.ThreadPark")
@Label("Thread Park")
@Description("Parking of a platform thread")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class ThreadPark extends Billed {
    @Label("Timeout")
    @Description("Maximum time to park; 0 if unlimited or limited by a point in time")
    @Timespan(Timespan.NANOSECONDS)
    public long timeout;

    @Label("Until")
    @Description("Point in time to park until, if one was given")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long until;
}
