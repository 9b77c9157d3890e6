package dev.pitot.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/** What an agent may open to itself that a library may not. Each is for one use, named where it is opened. */
final class Access {
    private Access() {}

    /**
     * Lets Pitot call native code without the JDK's warning. The manifest's {@code Enable-Native-Access} does not count for an
     * agent, and there is no public way; this is what {@code --enable-native-access=ALL-UNNAMED} calls. Code on the class path is
     * one module to the JDK, so the application's is enabled too.
     */
    static void enableNativeAccess(Instrumentation instrumentation) throws ReflectiveOperationException {
        open(instrumentation, Object.class.getModule(), "java.lang");
        var enable = Module.class.getDeclaredMethod("implAddEnableNativeAccessToAllUnnamed");
        enable.setAccessible(true);
        enable.invoke(null);
    }

    /** The rate of JFR's clock, in ticks per second; 0 when this JDK keeps it elsewhere. */
    static long ticksPerSecond(Instrumentation instrumentation) {
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
    static boolean flag(Instrumentation instrumentation, String name) {
        try {
            Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"); // loads the library of the next
            var flags = Class.forName("com.sun.management.internal.Flag");
            open(instrumentation, flags.getModule(), flags.getPackageName());
            var get = flags.getDeclaredMethod("getFlag", String.class);
            get.setAccessible(true);
            var flag = get.invoke(null, name);
            if (flag == null) {
                return true;
            }
            var value = flags.getDeclaredMethod("getValue");
            value.setAccessible(true);
            return !Boolean.FALSE.equals(value.invoke(flag));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return true;
        }
    }

    static void open(Instrumentation instrumentation, Module module, String packageName) {
        var self = Access.class.getModule();
        if (!module.isOpen(packageName, self)) {
            instrumentation.redefineModule(
                    module, Set.of(), Map.of(), Map.of(packageName, Set.of(self)), Set.of(), Map.of());
        }
    }
}
