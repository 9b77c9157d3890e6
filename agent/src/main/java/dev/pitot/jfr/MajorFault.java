package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A page fault that read from a disk; ends when the thread got the CPU back for the last time in it, and is of no length if it kept it. */
@Name("pitot.MajorFault")
@Label("Major Fault")
@Description(
        "A page fault that read from a disk; ends when the thread got the CPU back for the last time in it, and is of no length if it kept it")
@Category({"Pitot", "CPU"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class MajorFault extends OnThread {
    @Label("Address")
    @Description("Where")
    @MemoryAddress
    public long address;

    @Label("Phase")
    @Description("What the JVM was doing on that thread")
    public @Nullable String phase;
}
