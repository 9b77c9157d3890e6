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

/** How the probes of an event are attached, or why they are not. */
@Name("pitot.ProbeStatus")
@Label("Probe Status")
@Description("How the probes of an event are attached, or why they are not")
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

    @Label("Way")
    @Description("How it is attached, or what is missing and the remedy")
    public @Nullable String way;
}
