package dev.pitot.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Each {@link TracedJvm} of the annotated tests is that of an ordinary user, who gets the programs from the helper. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ThroughHelper.Extension.class)
public @interface ThroughHelper {
    /** Installs the helper before the first test of the class, and removes it after the last, nested ones included. */
    final class Extension implements BeforeAllCallback, AfterAllCallback {
        private static @Nullable InstalledHelper helper;
        private static @Nullable Class<?> outermost;

        /** Whether the tests that run now are annotated. */
        public static boolean isActive() {
            return helper != null;
        }

        static @Nullable InstalledHelper current() {
            return helper;
        }

        @Override
        public void beforeAll(ExtensionContext context) throws Exception {
            if (helper == null) {
                outermost = context.getRequiredTestClass();
                helper = new InstalledHelper();
            }
        }

        @Override
        public void afterAll(ExtensionContext context) throws Exception {
            if (helper != null && context.getRequiredTestClass().equals(outermost)) {
                helper.remove();
                helper = null;
            }
        }
    }
}
