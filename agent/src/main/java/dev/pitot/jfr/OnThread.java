package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.internal.RemoveFields;
import org.jspecify.annotations.Nullable;

/**
 * An event of a thread that the kernel saw. JFR's own {@code eventThread} would be the thread that commits, so it is left away, and the
 * thread that the event is about has its name: that is where the JDK's tools and JDK Mission Control look. Where a JDK does not know
 * {@link RemoveFields}, an event has both, and {@code thread} is the one to rely on. The names of GC and compiler threads are there too,
 * which have no {@code java.lang.Thread}.
 */
@StackTrace(false)
@RemoveFields("eventThread")
public abstract class OnThread extends Event {
    @Label("Thread")
    @Description("The Java thread it happened on; none for threads of the VM")
    public @Nullable Thread thread;

    // A field of Java's that is called eventThread itself has JFR fail to instrument the class (JDK 17 to 25).
    @Name("eventThread")
    @Label("Event Thread")
    @Description("The same thread, where tools look for it")
    public @Nullable Thread lane;

    @Label("OS Thread Id")
    @Description("The thread's id in the JVM's own PID namespace; 0: none")
    public long osThreadId;

    @Label("OS Thread Name")
    @Description("The thread's Java name, or the operating system's")
    public @Nullable String osThreadName;
}
