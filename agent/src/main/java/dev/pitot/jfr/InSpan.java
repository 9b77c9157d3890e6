package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What happened to a thread while it was in a phase of the JVM, and in a span. */
public abstract class InSpan extends OnThread {
    @Label("Phase")
    @Description("Phase of the JVM that the thread was in")
    public @Nullable String phase;

    @Label("Span")
    @Description(
            "Innermost span that the thread was in: the method with its class, or the name that the program gave the span")
    public @Nullable String span;

    @Label("Span Id")
    @Description("Number of that span, as in its pitot.Span if it lasted long enough to have one; 0 if there was none")
    public long spanId;
}
