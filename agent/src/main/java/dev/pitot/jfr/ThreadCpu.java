package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

/** Source: the account of the thread (account.h). */
@Name("pitot.ThreadCpu")
@Label("Thread CPU")
@Description("Bill of a thread since its previous event of this kind, or since the thread started")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class ThreadCpu extends Billed {
    @Label("Thread Kind")
    @Description("Kind of the thread: Java, GC, compiler, VM or Pitot")
    public @Nullable String kind;

    @Label("Ended")
    @Description("Whether the thread ended in this period")
    public boolean ended;
}
