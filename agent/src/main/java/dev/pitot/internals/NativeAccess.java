package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Pitot call native code without the JDK's warning. The manifest's {@code Enable-Native-Access} does not count for an agent,
 * and there is no public way; these do what {@code --enable-native-access=ALL-UNNAMED} does at launch. Code on the class path is
 * one module to the JDK, so the application's is enabled too.
 *
 * @param enabled whether it is already
 * @param ways to enable it, the most stable first
 */
public record NativeAccess(BooleanSupplier enabled, List<Way> ways) {

    /** What happens where no way is left. */
    public static final String WITH_WARNINGS =
            "this JDK has no way for an agent to enable native access, so it may print warnings of that; launch it with"
                    + " --enable-native-access=ALL-UNNAMED";

    /** What to do where the JDK refuses it instead of warning. */
    public static final String REFUSED = "this JVM does not let Pitot call native code";

    /** What to do then. */
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
                        () -> ofModule(instrumentation, "implAddEnableNativeAccessToAllUnnamed"))); // before
    }

    /** Tries one way after the other. Whether it is enabled now. */
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
            // not in this JDK: the next way, or the JDK's own warning
        }
    }

    /** By what the JDK's own modules use among each other; the same in JDK 25 to 28. */
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
