package dev.pitot.internals;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.pitot.command.AttachConnection;
import dev.pitot.command.JcmdAnswer;
import dev.pitot.control.Recordings;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Pitot takes from the inside of the JDK, none of which the JDK promises to keep: what an agent may open to itself, and a
 * library may not. Each is looked for before it is used, and what happens where a JDK lacks it stands here. {@code make test-jdks}
 * tries all of it on every JDK there is; docs/jdks.md has what came out.
 *
 * <table>
 * <caption>By where it is used</caption>
 * <tr><th>from the JDK</th><th>used by</th><th>where it is missing</th></tr>
 * <tr><td>java.base: {@code JavaLangAccess} and {@code Module}, to enable native access</td><td>{@link NativeAccess}</td>
 *   <td>the JDK prints its warning; where it forbids instead, one line names the launch option</td></tr>
 * <tr><td>jdk.jfr: the fields {@code startTime} and {@code duration} that it adds to event classes</td>
 *   <td>record/EventTimes, record/Clock</td><td>nothing can be recorded, and one line says so</td></tr>
 * <tr><td>jdk.jfr: {@code JVM.getTicksFrequency}</td><td>{@link #ticksPerSecond}</td><td>the rate is measured, in 20 ms</td></tr>
 * <tr><td>jdk.jfr: the id 0 of the recordings it makes for a dump; its message when the JVM ends</td><td>{@link Recordings}</td>
 *   <td>a dump looks like a recording for its time; a line is said at an exit</td></tr>
 * <tr><td>jdk.jfr: the objects whose locks it holds while it calls others: {@code PlatformRecorder}, {@code MetadataRepository}</td>
 *   <td>{@link JfrLocks}</td><td>the option {@code wait} does nothing, and one line says so</td></tr>
 * <tr><td>jdk.jfr: the annotation {@code RemoveFields}</td><td>jfr/OnThread</td><td>events have two fields {@code eventThread}</td></tr>
 * <tr><td>jdk.management: {@code Flag}</td><td>{@link #flag}</td><td>the public MXBean is asked; else a flag counts as on</td></tr>
 * <tr><td>java.base: {@code Thread.eetop}; libjvm: {@code gHotSpotVMStructs}, in it {@code Thread._osthread} and
 *   {@code OSThread._thread_id}</td><td>{@link ThreadIds}</td><td>older threads have names of 15 characters, and one line says so</td></tr>
 * <tr><td>java.base: {@code InheritedChannel}, {@code SelChImpl}, {@code UnixDomainSockets}, {@code Net}, the constructor of {@code FileDescriptor}</td>
 *   <td>{@link Descriptors}</td><td>{@code jcmd} prints HotSpot's answer only, and one line says so</td></tr>
 * <tr><td>HotSpot: the attach listener's thread, its socket's path and what it answers</td>
 *   <td>{@link JcmdAnswer}, {@link AttachConnection}</td><td>{@code jcmd} prints HotSpot's answer only</td></tr>
 * <tr><td>HotSpot: the protocol of its attach listener, and what it answers that loads an agent</td>
 *   <td>cli/remote/AttachListener, cli/remote/LoadAnswer</td><td>flags are read from the command line; the answer's own words are shown</td></tr>
 * <tr><td>HotSpot: {@code sun.rt.jvmCapabilities} in its performance data</td><td>cli/remote/PerformanceData</td>
 *   <td>whether others may attach is read from the command line</td></tr>
 * <tr><td>libjvm: its USDT probes and their arguments, its symbols</td><td>hotspot/SiteCatalogue</td>
 *   <td>the event in question is not measured, and one line says so</td></tr>
 * <tr><td>HotSpot: what it calls the threads of collectors and compilers</td><td>bpf/thread_kind.h</td>
 *   <td>they count as Java threads in histograms, and collections have no workers' bill</td></tr>
 * <tr><td>HotSpot: the flags of the compiler child</td><td>compiler/Compiler</td><td>unknown ones are ignored</td></tr>
 * </table>
 */
public final class JdkInternals {
    private JdkInternals() {}

    /** The rate of JFR's clock, in ticks per second; 0 when this JDK keeps it elsewhere. */
    public static long ticksPerSecond(Instrumentation instrumentation) {
        try {
            open(instrumentation, jdk.jfr.FlightRecorder.class.getModule(), "jdk.jfr.internal");
            var jvm = Class.forName("jdk.jfr.internal.JVM");
            var method = jvm.getDeclaredMethod("getTicksFrequency");
            method.setAccessible(true);
            return (long) method.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return 0;
        }
    }

    /** Whether a flag of HotSpot's is on in this JVM; true when it does not say. */
    public static boolean flag(Instrumentation instrumentation, String name) {
        return internalFlag(instrumentation, name)
                .or(() -> publicFlag(name))
                .map(value -> !value.equals("false"))
                .orElse(true);
    }

    /** Without JMX, which is not there in each JVM, and is not to be started in another. */
    private static Optional<String> internalFlag(Instrumentation instrumentation, String name) {
        try {
            Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"); // loads the library of the next
            var flags = Class.forName("com.sun.management.internal.Flag");
            open(instrumentation, flags.getModule(), flags.getPackageName());
            var get = flags.getDeclaredMethod("getFlag", String.class);
            get.setAccessible(true);
            var flag = get.invoke(null, name);
            if (flag == null) {
                return Optional.empty();
            }
            var value = flags.getDeclaredMethod("getValue");
            value.setAccessible(true);
            return Optional.of(String.valueOf(value.invoke(flag)));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static Optional<String> publicFlag(String name) {
        try {
            var flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Optional.of(flags.getVMOption(name).getValue());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    static void open(Instrumentation instrumentation, Module module, String packageName) {
        var self = JdkInternals.class.getModule();
        if (!module.isOpen(packageName, self)) {
            instrumentation.redefineModule(
                    module, Set.of(), Map.of(), Map.of(packageName, Set.of(self)), Set.of(), Map.of());
        }
    }
}
