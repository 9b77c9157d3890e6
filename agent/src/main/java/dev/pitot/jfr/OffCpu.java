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

/** A thread slept: from leaving the CPU to having one again. */
@Name("pitot.OffCpu")
@Label("Off CPU")
@Description("A thread slept: from leaving the CPU to having one again")
@Category({"Pitot", "CPU"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class OffCpu extends OnThread {
    @Label("Waited for I/O")
    @Description("It slept for block I/O")
    public boolean waitedForIo;

    @Label("Run Queue")
    @Description("The part at the end in which it was awake and waited for a CPU")
    @Timespan(Timespan.NANOSECONDS)
    public long runQueue;

    @Label("Waker")
    @Description(
            "Who woke it; none where an interrupt did, but one that came into a system call wakes in the name of who made that")
    public @Nullable String wakerName;

    @Label("Waker Thread Id")
    @Description("Its thread id if it is one of this JVM, else 0")
    public long wakerThreadId;

    @Label("Phase")
    @Description("What the JVM was doing on that thread")
    public @Nullable String phase;
}
