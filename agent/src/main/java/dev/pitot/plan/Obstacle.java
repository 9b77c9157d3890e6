package dev.pitot.plan;

/**
 * The reason why an event is not measured.
 *
 * @param cause the cause, as half a sentence
 * @param remedy what the user can do about it, as half a sentence; empty if there is no remedy
 * @param isUsual whether most JVMs have this obstacle, so that no warning is printed
 */
public record Obstacle(String cause, String remedy, boolean isUsual) {
    public Obstacle(String cause, String remedy) {
        this(cause, remedy, false);
    }

    /** Returns the obstacle of probes that fire only in a JVM launched with a flag. */
    public static Obstacle silent(String jvmFlag) {
        return new Obstacle("its probes are silent in this JVM", "launch it with -XX:+" + jvmFlag, true);
    }

    /** Returns cause and remedy in one line. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? cause : cause + "; " + remedy;
    }
}
