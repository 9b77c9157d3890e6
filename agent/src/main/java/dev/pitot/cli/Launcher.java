package dev.pitot.cli;

/**
 * The entry point of {@code java -jar pitot.jar}. It is compiled for Java 11, as the agent's entry is. So an older JVM
 * prints one line instead of an UnsupportedClassVersionError.
 */
public final class Launcher {
    private static final int MIN_JAVA = 25;

    private Launcher() {}

    public static void main(String[] arguments) {
        int feature = Runtime.version().feature();
        if (feature < MIN_JAVA) {
            System.err.println("pitot: this is Java " + feature + "; run pitot.jar with the java of a JDK " + MIN_JAVA
                    + " or later");
            System.exit(1);
        }
        Main.main(arguments);
    }
}
