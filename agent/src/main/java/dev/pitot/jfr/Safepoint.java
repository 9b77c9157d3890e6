package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;

/** Source: the probes {@code hs_private:safepoint__*}. */
@Name("pitot.Safepoint")
@Label("Safepoint")
@Description("Safepoint on the VM thread, from the request to stop all threads to their release")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class Safepoint extends Billed {}
