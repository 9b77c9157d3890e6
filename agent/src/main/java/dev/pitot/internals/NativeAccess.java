package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Pitot call native code without the JDK's warning. The manifest's {@code Enable-Native-Access} has no effect for
 * an agent, and there is no public API. The ways here do what {@code --enable-native-access=ALL-UNNAMED} does at
 * launch. The JDK sees the class path as one module, so the application's code is enabled as well.
 *
 * @param enabled returns whether native access is enabled
 * @param ways how to enable it, the most stable first
 */
public record NativeAccess(BooleanSupplier enabled, List<Way> ways) {

    /** The warning for a JDK in which no way works. */
    public static final String WITH_WARNINGS =
            "Pitot cannot enable native access in this JDK, which may print warnings about it; launch the JVM with"
                    + " --enable-native-access=ALL-UNNAMED";

    /** The cause if the JDK refuses native access instead of warning. */
    public static final String REFUSED = "this JVM does not let Pitot call native code";

    /** The remedy if the JDK refuses native access. */
    public static final String REFUSED_REMEDY = "launch it with --enable-native-access=ALL-UNNAMED";

    interface Way {
        void enable() throws ReflectiveOperationException;
    }

    /** @param instrumentation opens the JDK's packages */
    public static NativeAccess of(Instrumentation instrumentation) {
        return new NativeAccess(
                NativeAccess.class.getModule()::isNativeAccessEnabled,
                List.of(
                        () -> bySharedSecrets(instrumentation),
                        () -> ofModule(instrumentation, "addEnableNativeAccessToAllUnnamed"), // since JDK 26
                        () -> ofModule(instrumentation, "implAddEnableNativeAccessToAllUnnamed"))); // until JDK 25
    }

    /** Tries one way after the other; returns whether native access is enabled now. */
    public boolean enable() {
        for (var way : ways) {
            if (enabled.getAsBoolean()) {
                return true;
            }
            attempt(way);
        }
        return enabled.getAsBoolean();
    }

    private static void attempt(Way way) {
        try {
            way.enable();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // This JDK lacks it. The next way follows, or the JDK's own warning.
        }
    }

    /** Uses the interface between the JDK's own modules; it is the same in JDK 25 to 28. */
    private static void bySharedSecrets(Instrumentation instrumentation) throws ReflectiveOperationException {
        var internal = "jdk.internal.access";
        JdkInternals.open(instrumentation, Object.class.getModule(), internal);
        var secrets = Class.forName(internal + ".SharedSecrets").getMethod("getJavaLangAccess");
        call(
                Class.forName(internal + ".JavaLangAccess").getMethod("addEnableNativeAccessToAllUnnamed"),
                call(secrets, null));
    }

    private static void ofModule(Instrumentation instrumentation, String method) throws ReflectiveOperationException {
        JdkInternals.open(instrumentation, Object.class.getModule(), "java.lang");
        call(Module.class.getDeclaredMethod(method), null);
    }

    private static Object call(Method method, @Nullable Object on) throws ReflectiveOperationException {
        method.setAccessible(true);
        return method.invoke(on);
    }
}
