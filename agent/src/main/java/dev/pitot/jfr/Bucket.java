package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A row of a histogram that the kernel keeps.
 *
 * <p>A row counts what ended within the event's start and duration. Empty rows are left out. The bounds are those of
 * BCC's {@code bpf_log2l} over whole microseconds: 0 to 2, 2 to 4, 4 to 8 us, ...
 */
@StackTrace(false)
public abstract class Bucket extends Event {
    @Label("Lower Bound")
    @Description("Lower bound of the durations in this row, inclusive")
    @Timespan(Timespan.NANOSECONDS)
    public long atLeast;

    @Label("Upper Bound")
    @Description("Upper bound of the durations in this row, exclusive")
    @Timespan(Timespan.NANOSECONDS)
    public long below;

    @Label("Count")
    @Description("Number of occurrences that ended in the time of this event")
    public long count;

    @Label("Total")
    @Description("Exact sum of the durations in this row")
    @Timespan(Timespan.NANOSECONDS)
    public long total;
}
