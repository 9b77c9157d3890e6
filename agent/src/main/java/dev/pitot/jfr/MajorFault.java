package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;

/** Source: {@code fault.c}. The end is when the thread last got the CPU back during the fault. */
@Name("pitot.MajorFault")
@Label("Major Fault")
@Description("Page fault that read from a disk; the duration is 0 if the thread never left the CPU")
@Category({"Pitot", "CPU"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class MajorFault extends InSpan {
    @Label("Address")
    @Description("Address that was accessed")
    @MemoryAddress
    public long address;
}
