package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A thread waited to enter a monitor that another held; only in a JVM launched with -XX:+DTraceMonitorProbes. */
@Name("pitot.MonitorEnter")
@Label("Monitor Enter")
@Description(
        "A thread waited to enter a monitor that another held; only in a JVM launched with -XX:+DTraceMonitorProbes")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class MonitorEnter extends Billed {
    @Label("Monitor Class")
    @Description("The class of the object")
    public @Nullable String monitorClass;
}
