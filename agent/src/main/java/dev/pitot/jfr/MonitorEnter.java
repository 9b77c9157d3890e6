package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Source: the probes {@code hotspot:monitor__contended__*}. */
@Name("pitot.MonitorEnter")
@Label("Monitor Enter")
@Description("Wait to enter a monitor held by another thread; requires a JVM launched with -XX:+DTraceMonitorProbes")
@Category({"Pitot", "HotSpot"})
@Threshold("20 ms")
@Throttle("off")
@Registered(false)
public final class MonitorEnter extends Billed {
    @Label("Monitor Class")
    @Description("Class of the monitor object")
    public @Nullable String monitorClass;
}
