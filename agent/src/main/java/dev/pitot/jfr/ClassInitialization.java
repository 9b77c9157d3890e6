package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Source: the probes {@code hotspot:class__initialization__*}. */
@Name("pitot.ClassInitialization")
@Label("Class Initialization")
@Description("Execution of a class initializer")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class ClassInitialization extends Billed {
    @Label("Class")
    @Description("Name of the class, as in Java source")
    public @Nullable String className;

    @Label("Failed")
    @Description("Whether the initializer threw an exception")
    public boolean failed;
}
