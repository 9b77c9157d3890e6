package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import jdk.jfr.FlightRecorder;

/**
 * The locks of JFR's under which a {@link jdk.jfr.FlightRecorderListener} may be called.
 *
 * <p>JFR calls a listener on the thread that starts or stops the recording, after that thread has left the recorder's lock
 * (PlatformRecording.start, stop, close). But monitors are reentrant, and a caller may hold one already (jdk.jfr.internal of JDK 25):
 *
 * <ul>
 *   <li>{@code JFR Recording Scheduler}, which starts what was started with a delay: the recorder's (PlatformRecording.createStartTask);
 *   <li>the hook of a periodic event that starts a recording: the recorder's, at the begin and end of each chunk (PlatformRecorder.start,
 *       stop, rotateDisk);
 *   <li>a listener that starts one when JFR begins: that of the class (FlightRecorder.getFlightRecorder);
 *   <li>the control of an event's own setting: that of the event types (MetadataRepository.register, setSettings).
 * </ul>
 *
 * Who holds one of these must not wait for Pitot's control thread, which needs all three to see the recordings and to register its
 * events. JFR's shutdown hook needs them, too, and the JVM does not exit before it has had them. Of all that a listener is told,
 * the start alone is waited for, and so there are no other cases: a recording that ends by its duration, by command, in the
 * shutdown hook or by an error is never waited for, and JFR's own recordings, for a dump, are not told of.
 */
public final class JfrLocks {
    private static final String INTERNAL = "jdk.jfr.internal";

    private JfrLocks() {}

    /** Whether the calling thread holds one. */
    public static boolean areHeld(Instrumentation instrumentation) throws ReflectiveOperationException {
        JdkInternals.open(instrumentation, FlightRecorder.class.getModule(), INTERNAL);
        return Thread.holdsLock(Class.forName(INTERNAL + ".PlatformRecorder"))
                || Thread.holdsLock(instance("MetadataRepository"))
                || Thread.holdsLock(recorder());
    }

    private static Object recorder() throws ReflectiveOperationException {
        var type = Class.forName(INTERNAL + ".PrivateAccess");
        return type.getMethod("getPlatformRecorder").invoke(instance("PrivateAccess"));
    }

    private static Object instance(String name) throws ReflectiveOperationException {
        return Class.forName(INTERNAL + "." + name).getMethod("getInstance").invoke(null);
    }
}
