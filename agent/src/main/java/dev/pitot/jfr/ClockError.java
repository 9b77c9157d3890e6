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

/** Source: {@code record/Clock}, which converts the kernel's clock to JFR's. */
@Name("pitot.ClockError")
@Label("Clock Error")
@Description(
        "Accuracy of the start times of Pitot's events. Durations and bills come from the kernel and are exact to the nanosecond")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class ClockError extends Event {
    @Label("Maximum Error")
    @Description("Largest error so far of a kernel time converted to JFR's clock, measured every second")
    @Timespan(Timespan.NANOSECONDS)
    public long maxError;
}
