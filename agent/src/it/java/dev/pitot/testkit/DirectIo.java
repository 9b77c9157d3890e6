package dev.pitot.testkit;

import java.nio.file.OpenOption;

/** Java's only way to O_DIRECT, by name: javac warns of the class, and no annotation can silence that. */
public final class DirectIo {
    private DirectIo() {}

    public static OpenOption option() {
        try {
            return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
