package dev.pitot.internals;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Access to parts of the JDK that are not its API, which the JDK may change. An agent may open them to itself, unlike a
 * library. Pitot looks for each part before it uses it. The table states what happens where a JDK lacks one.
 * {@code make test-jdks} tries all of them on every available JDK; docs/jdks.md has the results.
 *
 * <table>
 * <caption>By where it is used</caption>
 * <tr><th>from the JDK</th><th>used by</th><th>where it is missing</th></tr>
 * <tr><td>java.base: {@code JavaLangAccess} and {@code Module}, to enable native access</td><td>{@link NativeAccess}</td>
 *   <td>the JDK prints its warning; if it forbids native access, one line names the launch option</td></tr>
 * <tr><td>jdk.jfr: the fields {@code startTime} and {@code duration} that it adds to event classes</td>
 *   <td>record/EventTimes, record/Clock</td><td>Pitot cannot record and prints one line</td></tr>
 * <tr><td>jdk.jfr: {@code JVM.getTicksFrequency}</td><td>{@link #ticksPerSecond}</td>
 *   <td>Pitot measures the rate in 20 ms</td></tr>
 * <tr><td>jdk.jfr: id 0 of the copies that it makes during a dump; its message when the JVM ends</td>
 *   <td>control/RecordingSettings, control/Controller</td>
 *   <td>a dump counts as a recording; a line may be printed when the JVM ends</td></tr>
 * <tr><td>jdk.jfr: the objects whose locks it holds while it calls others: {@code PlatformRecorder}, {@code MetadataRepository}</td>
 *   <td>{@link JfrLocks}</td><td>the option {@code wait} does nothing, and one line says so</td></tr>
 * <tr><td>jdk.jfr: the annotation {@code RemoveFields}</td><td>jfr/OnThread</td><td>events have two fields {@code eventThread}</td></tr>
 * <tr><td>jdk.jfr: the annotation {@code StackFilter}</td><td>jfr/Span</td><td>stack traces of spans begin with Pitot's frames</td></tr>
 * <tr><td>java.base: a class of Pitot's in the package {@code java.lang}</td><td>{@link BootPackage}</td>
 *   <td>there are no spans, and one line says so</td></tr>
 * <tr><td>java.base: {@code VirtualThread.mount}, {@code unmount}, {@code submitRunContinuation}; {@code Thread.threadLocals} and
 *   {@code ThreadLocalMap}</td><td>spans/VirtualThreadWeaver, {@link ThreadLocals}</td>
 *   <td>spans on virtual threads have no bill, and say so</td></tr>
 * <tr><td>java.base: {@code Class.getConstantPool}, and {@code ConstantPool}</td><td>{@link ConstantTexts}</td>
 *   <td>patterns with an annotation hold only for classes that are loaded later, and one line says so</td></tr>
 * <tr><td>jdk.management: {@code Flag}</td><td>{@link #flag}</td>
 *   <td>Pitot asks the public MXBean; without it, a flag counts as on</td></tr>
 * <tr><td>java.base: {@code Thread.eetop}; libjvm: {@code gHotSpotVMStructs}, in it {@code Thread._osthread} and
 *   {@code OSThread._thread_id}</td><td>{@link ThreadIds}</td><td>older threads have names of 15 characters, and one line says so</td></tr>
 * <tr><td>java.base: {@code InheritedChannel}, {@code SelChImpl}, {@code UnixDomainSockets}, {@code Net},
 *   the constructor of {@code FileDescriptor}</td>
 *   <td>{@link Descriptors}</td><td>{@code jcmd} prints only HotSpot's answer, and one line says so</td></tr>
 * <tr><td>HotSpot: the name of the attach listener's thread, its socket's path and its answers</td>
 *   <td>command/JcmdAnswer, command/AttachConnection</td><td>{@code jcmd} prints only HotSpot's answer</td></tr>
 * <tr><td>HotSpot: the protocol of its attach listener, and its answers to loading an agent</td>
 *   <td>cli/remote/AttachListener, cli/remote/LoadAnswer</td>
 *   <td>flags are read from the command line; the answer is quoted</td></tr>
 * <tr><td>HotSpot: {@code sun.rt.jvmCapabilities} in its performance data</td><td>cli/remote/PerformanceData</td>
 *   <td>the command line tells whether others may attach</td></tr>
 * <tr><td>libjvm: its USDT probes and their arguments, its symbols</td><td>hotspot/SiteCatalogue</td>
 *   <td>the event is not measured, and one line says so</td></tr>
 * <tr><td>HotSpot: its names of the threads of collectors and compilers</td><td>bpf/account.c</td>
 *   <td>they count as Java threads in histograms, and collections have no workers' bill</td></tr>
 * <tr><td>HotSpot: the flags of the compiler child</td><td>compiler/Compiler</td><td>unknown flags are ignored</td></tr>
 * </table>
 */
public final class JdkInternals {
    private JdkInternals() {}

    /** Returns the rate of JFR's clock in ticks per second; 0 if this JDK has no such method. */
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

    /** Returns whether a flag of HotSpot's is on in this JVM; true if that is not known. */
    public static boolean flag(Instrumentation instrumentation, String name) {
        return internalFlag(instrumentation, name)
                .or(() -> publicFlag(name))
                .map(value -> !value.equals("false"))
                .orElse(true);
    }

    /** Reads a flag without JMX, which some JVMs lack and which Pitot must not start. */
    private static Optional<String> internalFlag(Instrumentation instrumentation, String name) {
        try {
            Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"); // loads its native library
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
