package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Source: the counters of the programs and of {@code record/Records}. */
@Name("pitot.DataLoss")
@Label("Data Loss")
@Description("Data that is missing from this recording")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class DataLoss extends Event {
    @Label("Reason")
    @Description("Reason for the loss")
    public @Nullable String reason;

    @Label("Event")
    @Description("Name of the affected event type; not set if unknown")
    public @Nullable String event;

    @Label("Count")
    @Description("Number of losses since the previous event of this kind")
    public long count;
}
