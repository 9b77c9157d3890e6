package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

/** What a thread did with a stretch of time: since the last such event, or its start. */
@Name("pitot.ThreadCpu")
@Label("Thread CPU")
@Description("What a thread did with a stretch of time: since the last such event, or its start")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class ThreadCpu extends Billed {
    @Label("Kind")
    @Description("Java, GC, compiler, VM or Pitot")
    public @Nullable String kind;

    @Label("Ended")
    @Description("The thread ended here")
    public boolean ended;
}
