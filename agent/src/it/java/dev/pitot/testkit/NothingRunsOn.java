package dev.pitot.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class of which a process still runs when it has ended. JUnit finds it by META-INF/services, and calls it before it deletes
 * a {@code @TempDir}.
 */
public final class NothingRunsOn implements AfterEachCallback, AfterAllCallback {
    /** Only tests of this package start JVMs that compile. */
    private static final String COMPILING = "dev.pitot.it";

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        if (context.getRequiredTestClass().getPackageName().equals(COMPILING)) {
            Poll.until(300, () -> Ending.orphans().isEmpty(), () -> "still compiling: " + Ending.orphans());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        Poll.until(
                () -> children().findAny().isEmpty(),
                () -> "still running: " + children().map(ProcessHandle::info).toList());
    }

    private static Stream<ProcessHandle> children() {
        return ProcessHandle.current().descendants();
    }
}
