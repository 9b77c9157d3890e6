package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;

/** From the request to stop all threads to their release, on the VM thread. */
@Name("pitot.Safepoint")
@Label("Safepoint")
@Description("From the request to stop all threads to their release, on the VM thread")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class Safepoint extends Billed {}
