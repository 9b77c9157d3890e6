package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** The JIT compiled a method. */
@Name("pitot.Compilation")
@Label("Compilation")
@Description("The JIT compiled a method")
@Category({"Pitot", "HotSpot"})
@Threshold("10 ms")
@Throttle("off")
@Registered(false)
public final class Compilation extends Billed {
    @Label("Compiler")
    @Description("c1, c2 or the name of another")
    public @Nullable String compiler;

    @Label("Method")
    @Description("Class, name and signature")
    public @Nullable String method;

    @Label("Succeeded")
    @Description("There is compiled code now")
    public boolean succeeded;
}
