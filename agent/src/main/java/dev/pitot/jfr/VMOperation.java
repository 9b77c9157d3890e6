package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Source: the probes {@code hotspot:vmops__*}. */
@Name("pitot.VMOperation")
@Label("VM Operation")
@Description("Execution of a VM operation by the VM thread")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class VMOperation extends Billed {
    @Label("Operation")
    @Description("Name of the operation in HotSpot")
    public @Nullable String operation;
}
