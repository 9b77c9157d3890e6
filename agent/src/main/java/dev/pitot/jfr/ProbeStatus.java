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
import org.jspecify.annotations.Nullable;

/** Source: {@code plan/ProbeState}. */
@Name("pitot.ProbeStatus")
@Label("Probe Status")
@Description(
        "Whether and how an event type was measured in a period, or why not; with a duration of 0, a decision of the governor")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class ProbeStatus extends Event {
    @Label("Event")
    @Description("Name of the event type")
    public @Nullable String event;

    @Label("Attached")
    @Description("Whether the event type is measured")
    public boolean attached;

    @Label("Threshold")
    @Description("Shortest duration that was recorded in this period")
    @Timespan(Timespan.NANOSECONDS)
    public long threshold;

    @Label("Throttle")
    @Description("Maximum rate of records that left the kernel; not set without a limit")
    public @Nullable String throttle;

    @Label("Mechanism")
    @Description("Tracepoints that measure the event, or how its uprobes are attached")
    public @Nullable String mechanism;

    @Label("Reason")
    @Description("Why the event type is not measured")
    public @Nullable String reason;

    @Label("Remedy")
    @Description("What to do so that the event type is measured")
    public @Nullable String remedy;

    @Label("Decision")
    @Description("What the governor changed to stay within the budget, and why")
    public @Nullable String decision;
}
