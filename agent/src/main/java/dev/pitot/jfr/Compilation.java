package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Source: the probes {@code hotspot:method__compile__*}. */
@Name("pitot.Compilation")
@Label("Compilation")
@Description("Compilation of a method by the JIT compiler")
@Category({"Pitot", "HotSpot"})
@Threshold("10 ms")
@Throttle("off")
@Registered(false)
public final class Compilation extends Billed {
    @Label("Compiler")
    @Description("Name of the compiler, such as c1 or c2")
    public @Nullable String compiler;

    @Label("Method")
    @Description("Class, name and signature of the method")
    public @Nullable String method;

    @Label("Succeeded")
    @Description("Whether the compilation produced code")
    public boolean succeeded;
}
