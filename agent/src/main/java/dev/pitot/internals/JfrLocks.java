package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import jdk.jfr.FlightRecorder;

/**
 * The locks of JFR's that a thread may hold when JFR calls a {@link jdk.jfr.FlightRecorderListener}.
 *
 * <p>JFR calls a listener on the thread that starts or stops the recording. That thread has left the recorder's lock by
 * then (PlatformRecording.start, stop, close). But monitors are reentrant, and it may hold one already
 * (jdk.jfr.internal of JDK 25):
 *
 * <ul>
 *   <li>the recorder's: {@code JFR Recording Scheduler}, which starts recordings with a delay
 *       (PlatformRecording.createStartTask);
 *   <li>the recorder's: the hook of a periodic event that starts a recording, at the begin and end of each chunk
 *       (PlatformRecorder.start, stop, rotateDisk);
 *   <li>the class's: a listener that starts a recording when JFR begins (FlightRecorder.getFlightRecorder);
 *   <li>the event types': the control of an event's own setting (MetadataRepository.register, setSettings).
 * </ul>
 *
 * A thread that holds one of these must not wait for Pitot's control thread. That thread needs all three, to see the
 * recordings and to register its events. JFR's shutdown hook needs them as well, and the JVM exits only after it had
 * them.
 *
 * <p>Only the start of a recording is waited for. So these are all cases: Pitot never waits when a recording ends by
 * its duration, by command, by the shutdown hook or by an error. JFR does not report its own recordings, which it makes
 * for a dump.
 */
public final class JfrLocks {
    private static final String INTERNAL = "jdk.jfr.internal";

    private JfrLocks() {}

    /** Returns whether the calling thread holds one of the locks. */
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
