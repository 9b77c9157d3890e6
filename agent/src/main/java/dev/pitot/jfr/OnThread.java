package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * An event of a thread that the kernel saw. JFR's own {@code eventThread} is always the thread that commits, so the thread
 * stands in fields. The names of GC and compiler threads are there too, which have no {@code java.lang.Thread}.
 */
@StackTrace(false)
public abstract class OnThread extends Event {
    @Label("Thread")
    @Description("The Java thread it happened on; none for threads of the VM")
    public @Nullable Thread thread;

    // JDK Mission Control puts an event on the lane of the field with this id, and the later of two wins: this one,
    // over the
    // committing thread. Unspecified behaviour of JMC 9; JmcLaneTest pins it. JFR's own tools show the committing
    // thread.
    @Name("eventThread")
    @Label("Lane")
    @Description("The same thread, where JDK Mission Control looks for it")
    public @Nullable Thread lane;

    @Label("OS Thread Id")
    @Description("The thread's id in the JVM's own PID namespace; 0: none")
    public long osThreadId;

    @Label("OS Thread Name")
    @Description("The thread's Java name, or the operating system's")
    public @Nullable String osThreadName;
}
