package dev.pitot.spans;

import java.util.List;

/**
 * Classes whose methods are no spans, whatever a pattern says: what runs while a span begins and ends, and what other code
 * does not bear to be changed under it.
 */
final class Untouchable {
    private static final List<String> PACKAGES = List.of(
            "java.lang.", "java.util.concurrent.", "java.security.", "jdk.internal.", "jdk.jfr.", "sun.", "dev.pitot.");

    private Untouchable() {}

    static boolean is(String className) {
        for (var name : PACKAGES) {
            if (className.startsWith(name)) {
                return true;
            }
        }
        return false;
    }
}
