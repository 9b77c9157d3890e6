package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A class initializer ran. */
@Name("pitot.ClassInitialization")
@Label("Class Initialization")
@Description("A class initializer ran")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class ClassInitialization extends Billed {
    @Label("Class")
    @Description("Its name as in Java source")
    public @Nullable String className;

    @Label("Failed")
    @Description("It ended with an exception")
    public boolean failed;
}
