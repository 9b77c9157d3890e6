package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** The VM thread executed an operation. */
@Name("pitot.VMOperation")
@Label("VM Operation")
@Description("The VM thread executed an operation")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class VMOperation extends Billed {
    @Label("Operation")
    @Description("As HotSpot names it")
    public @Nullable String operation;
}
