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
@Name("pitot.OffCpu")
@Label("Off CPU")
@Description("Sleep of a thread, from leaving the CPU to running again")
@Category({"Pitot", "CPU"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class OffCpu extends InSpan {
    @Label("Waited for I/O")
    @Description("Whether the thread slept for block I/O")
    public boolean waitedForIo;

    @Label("Run Queue Time")
    @Description("Time at the end in which the thread was awake and waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long runQueue;

    @Label("Waker")
    @Description(
            "Name of the thread that woke this one; not set if an interrupt did, except during a system call, whose caller is then named")
    public @Nullable String wakerName;

    @Label("Waker Thread Id")
    @Description("OS thread id of the waker if it belongs to this JVM, otherwise 0")
    public long wakerThreadId;
}
