package dev.pitot.usdt.hotspot;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The probes of JNI functions, {@code NAME__entry} and {@code NAME__return}, derived by rule.
 *
 * <p>Only the first argument has a name: {@code env} or {@code vm} at entry, {@code result} at return. The others are
 * the function's arguments in the order of the JNI specification.
 */
final class JniProbes {
    static final String PROVIDER = "hotspot_jni";
    private static final String ENTRY = "__entry";
    private static final String RETURN = "__return";

    /** Functions of the invocation interface, whose first argument is the VM. */
    private static final Set<String> OF_VM = Set.of(
            "AttachCurrentThread",
            "AttachCurrentThreadAsDaemon",
            "CreateJavaVM",
            "DestroyJavaVM",
            "DetachCurrentThread",
            "GetCreatedJavaVMs",
            "GetEnv");

    private JniProbes() {}

    static Optional<HotSpotProbe> find(String probe) {
        if (probe.endsWith(ENTRY)) {
            var function = probe.substring(0, probe.length() - ENTRY.length());
            return Optional.of(probe(probe, first(function), "JNI " + function + " is called"));
        }
        if (probe.endsWith(RETURN)) {
            var function = probe.substring(0, probe.length() - RETURN.length());
            var result = new Parameter("result", Parameter.Type.LONG, 0);
            return Optional.of(probe(probe, result, "JNI " + function + " returns"));
        }
        return Optional.empty();
    }

    private static Parameter first(String function) {
        if (function.equals("GetDefaultJavaVMInitArgs")) {
            return new Parameter("args", Parameter.Type.POINTER, 0);
        }
        return new Parameter(OF_VM.contains(function) ? "vm" : "env", Parameter.Type.POINTER, 0);
    }

    private static HotSpotProbe probe(String name, Parameter parameter, String meaning) {
        return new HotSpotProbe(PROVIDER, name, Optional.empty(), List.of(parameter), meaning);
    }
}
