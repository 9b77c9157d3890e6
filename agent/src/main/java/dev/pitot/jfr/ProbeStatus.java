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

/** Whether an event was measured in a stretch of time, and how, or why not. */
@Name("pitot.ProbeStatus")
@Label("Probe Status")
@Description(
        "Whether an event was measured in a stretch of time, and how, or why not; of no length: what the governor decided just then")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class ProbeStatus extends Event {
    @Label("Event")
    @Description("Its name")
    public @Nullable String event;

    @Label("Attached")
    @Description("It is measured")
    public boolean attached;

    @Label("Threshold")
    @Description("From which duration on it was recorded then")
    @Timespan(Timespan.NANOSECONDS)
    public long threshold;

    @Label("Throttle")
    @Description("How many records at most left the kernel, and in what time; none: all")
    public @Nullable String throttle;

    @Label("Mechanism")
    @Description("By which tracepoints it is measured, or how the uprobes are placed")
    public @Nullable String mechanism;

    @Label("Reason")
    @Description("Why it is not measured")
    public @Nullable String reason;

    @Label("Remedy")
    @Description("What can be done about that")
    public @Nullable String remedy;

    @Label("Decision")
    @Description("What the governor has changed to keep to the budget, and why")
    public @Nullable String decision;
}
