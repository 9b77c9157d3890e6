package dev.pitot.cli;

/**
 * Where {@code java -jar pitot.jar} enters. Compiled for Java 11, as the agent's entry is: an older JVM is told so in one line, where
 * it would otherwise end with an UnsupportedClassVersionError.
 */
public final class Launcher {
    private static final int OLDEST = 25;

    private Launcher() {}

    public static void main(String[] arguments) {
        int feature = Runtime.version().feature();
        if (feature < OLDEST) {
            System.err.println("pitot: this is Java " + feature + "; call the java of a JDK " + OLDEST + " or later");
            System.exit(1);
        }
        Main.main(arguments);
    }
}
