package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import jdk.jfr.events.StackFilter;
import org.jspecify.annotations.Nullable;

/** Source: the thread's account, which the thread itself reads at the method's begin and end (spans.h). */
@Name("pitot.Span")
@Label("Span")
@Description(
        "Execution of a method that the option span has chosen, or of a part of the program that it makes a span itself")
@Category({"Pitot", "Spans"})
@Threshold("10 ms")
@Throttle("off")
@StackTrace(true)
@StackFilter({
    "java.lang.PitotSpans",
    "dev.pitot.spans.SpanRecorder",
    "dev.pitot.spans.NamedSpans",
    "dev.pitot.spans.ValuedSpans",
    "dev.pitot.spans.ThreadSpans",
    "dev.pitot.span.Bridge",
    "dev.pitot.span.Span",
    "dev.pitot.span.Spans"
})
@Registered(false)
public final class Span extends BilledTime {
    @Label("Class")
    @Description("Name of the class that declares the method; not set for a span of the program's own")
    public @Nullable String className;

    @Label("Method")
    @Description("Name of the method, with the types of its parameters; or the name that the program gave the span")
    public @Nullable String method;

    @Label("Exception")
    @Description("Class of the exception that ended the method; not set if it returned")
    public @Nullable String exception;

    @Label("Tags")
    @Description(
            "Tags that the program gave the span, or values of the call that the option span has chosen, as key=value")
    public @Nullable String tags;

    @SpanId
    @Label("Span Id")
    @Description("Number of this span, unique in the JVM")
    public long spanId;

    @SpanId
    @Label("Parent Id")
    @Description("Number of the span in which this one began, on the same thread; 0 if there was none")
    public long parentId;

    @SpanId
    @Label("Started by Id")
    @Description(
            "Number of the span in which the task or the thread was started whose outermost span this is; 0 if unknown, or if the option follow is off")
    public long startedById;

    @Label("Unmounted Time")
    @Description("Time in which no carrier ran the virtual thread; 0 for a platform thread")
    @Timespan(Timespan.NANOSECONDS)
    public long unmounted;

    @Label("Waited for Carrier")
    @Description("Part of the unmounted time in which the virtual thread could have run")
    @Timespan(Timespan.NANOSECONDS)
    public long waitedForCarrier;

    @Label("No Bill")
    @Description("Reason why the bill is not known; all of the duration is unaccounted then")
    public @Nullable String noBill;
}
