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

/** What this recording does not have. */
@Name("pitot.DataLoss")
@Label("Data Loss")
@Description("What this recording does not have")
@Category({"Pitot", "Agent"})
@Period("endChunk")
@StackTrace(false)
@Registered(false)
public final class DataLoss extends Event {
    @Label("Reason")
    @Description("Why")
    public @Nullable String reason;

    @Label("Event")
    @Description("The kind of event it is about; none where that is not known")
    public @Nullable String event;

    @Label("Count")
    @Description("How many since the last such event")
    public long count;
}
