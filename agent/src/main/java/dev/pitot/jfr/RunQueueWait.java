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

/** Source: {@code sched_switch} (switches.c). */
@Name("pitot.RunQueueWait")
@Label("Run Queue Wait")
@Description("Wait of a runnable thread for a CPU")
@Category({"Pitot", "CPU"})
@Threshold("10 ms")
@Throttle("off")
@Registered(false)
public final class RunQueueWait extends InSpan {
    @Label("Runner")
    @Description(
            "Thread of this JVM, or other process, that had the CPU for most of the wait; not set if the CPU was idle")
    public @Nullable String runnerName;

    @Label("Runner Time")
    @Description("Time the runner had the CPU during the wait; for a long wait, only its end is examined")
    @Timespan(Timespan.NANOSECONDS)
    public long runnerTime;

    @Label("Runner Thread Id")
    @Description("OS thread id of the runner if it belongs to this JVM, otherwise 0")
    public long runnerThreadId;
}
