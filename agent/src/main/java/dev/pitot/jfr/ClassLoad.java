package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A class was loaded: found, read, parsed. */
@Name("pitot.ClassLoad")
@Label("Class Load")
@Description("A class was loaded: found, read, parsed")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class ClassLoad extends Billed {
    @Label("Class")
    @Description("Its name as in Java source")
    public @Nullable String className;

    @Label("Shared")
    @Description("It came from the CDS archive")
    public boolean shared;
}
