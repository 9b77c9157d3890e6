package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Source: the probe {@code hotspot:class__loaded} and the functions of {@code hotspot/SiteCatalogue}. */
@Name("pitot.ClassLoad")
@Label("Class Load")
@Description("Loading of a class: finding, reading and parsing it")
@Category({"Pitot", "HotSpot"})
@Threshold("1 ms")
@Throttle("off")
@Registered(false)
public final class ClassLoad extends Billed {
    @Label("Class")
    @Description("Name of the class, as in Java source")
    public @Nullable String className;

    @Label("Shared")
    @Description("Whether the class came from the CDS archive")
    public boolean shared;
}
