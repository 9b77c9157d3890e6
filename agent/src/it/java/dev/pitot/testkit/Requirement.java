package dev.pitot.testkit;

import org.junit.jupiter.api.Assumptions;

/** What a test cannot do without. Where it is missing the test is skipped; with {@code -Dpitot.requireKernel=true} it fails. */
public final class Requirement {
    private Requirement() {}

    /** Ends the test unless it is there. The message says what is missing, and what to do. */
    public static void that(boolean isThere, String message) {
        if (!isThere && isStrict()) {
            throw new AssertionError(message);
        }
        Assumptions.assumeTrue(isThere, message);
    }

    static boolean isStrict() {
        return Boolean.getBoolean("pitot.requireKernel");
    }
}
