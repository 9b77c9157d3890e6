package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.internal.RemoveFields;
import org.jspecify.annotations.Nullable;

/**
 * An event about a thread that the kernel saw.
 *
 * <p>JFR's own {@code eventThread} would be the committing thread, so {@link RemoveFields} removes it. The field {@code
 * eventThread} declared here has the thread that the event is about; the JDK's tools and JDK Mission Control look
 * there. A JDK without {@code RemoveFields} writes both fields; rely on {@code thread} then. GC and compiler threads
 * have no {@code java.lang.Thread}; {@code osThreadName} has their names.
 */
@StackTrace(false)
@RemoveFields("eventThread")
public abstract class OnThread extends Event {
    @Label("Thread")
    @Description("Java thread the event happened on; not set for VM threads")
    public @Nullable Thread thread;

    // JFR fails to instrument a class with a Java field named eventThread (JDK 17 to 25).
    @Name("eventThread")
    @Label("Event Thread")
    @Description("Same as thread, in the field that tools read")
    public @Nullable Thread lane;

    @Label("OS Thread Id")
    @Description("Id of the thread in the PID namespace of the JVM; 0 if the event has no thread")
    public long osThreadId;

    @Label("OS Thread Name")
    @Description("Java name of the thread, or its name in the operating system")
    public @Nullable String osThreadName;
}
