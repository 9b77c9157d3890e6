package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** How exact the times are at which Pitot's events start: the kernel's clock is not JFR's. */
@Name("pitot.ClockError")
@Label("Clock Error")
@Description(
        "How exact the times are at which Pitot's events start. Durations and bills are the kernel's own, to the nanosecond")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class ClockError extends Event {
    @Label("Maximum Error")
    @Description(
            "The largest error so far of a time of the kernel's clock that was made one of JFR's, as measured every second")
    @Timespan(Timespan.NANOSECONDS)
    public long maxError;
}
