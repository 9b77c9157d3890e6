package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A row of a histogram that the kernel keeps: how many of a stretch of time (the event's own start and duration) took how long. Rows
 * without any are left out. Bounds are those of BCC's {@code bpf_log2l} over whole microseconds: 0 to 2, 2 to 4, 4 to 8 us, ...
 */
@StackTrace(false)
public abstract class Bucket extends Event {
    @Label("At Least")
    @Description("Those counted here took at least so long")
    @Timespan(Timespan.NANOSECONDS)
    public long atLeast;

    @Label("Below")
    @Description("and less than this")
    @Timespan(Timespan.NANOSECONDS)
    public long below;

    @Label("Count")
    @Description("How many ended in this stretch of time")
    public long count;

    @Label("Total")
    @Description("How long they took together, so that averages are exact")
    @Timespan(Timespan.NANOSECONDS)
    public long total;
}
