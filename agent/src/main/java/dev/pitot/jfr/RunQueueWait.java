package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A thread could have run and waited for a CPU. */
@Name("pitot.RunQueueWait")
@Label("Run Queue Wait")
@Description("A thread could have run and waited for a CPU")
@Category({"Pitot", "CPU"})
@Threshold("10 ms")
@Throttle("off")
@Registered(false)
public final class RunQueueWait extends OnThread {
    @Label("Runner")
    @Description(
            "Who had the CPU that it then got for most of the wait: a thread of this JVM, or another process; none where that was idle")
    public @Nullable String runnerName;

    @Label("Runner Time")
    @Description("How long the runner had the CPU during the wait; of a long wait the end is looked at")
    @Timespan(Timespan.NANOSECONDS)
    public long runnerTime;

    @Label("Runner Thread Id")
    @Description("Its thread id if it is one of this JVM, else 0")
    public long runnerThreadId;

    @Label("Phase")
    @Description("What the JVM was doing on that thread")
    public @Nullable String phase;
}
