package dev.pitot.plan;

/**
 * Why an event is not measured.
 *
 * @param cause what is the case, as half a sentence
 * @param remedy what the user can do about it, as half a sentence; empty where there is nothing to do
 * @param isUsual it is so in most JVMs: no warning is printed for it
 */
public record Obstacle(String cause, String remedy, boolean isUsual) {
    public Obstacle(String cause, String remedy) {
        this(cause, remedy, false);
    }

    /** HotSpot's probes are there, and the JVM was launched without the flag that makes them fire. */
    public static Obstacle silent(String jvmFlag) {
        return new Obstacle("its probes are silent in this JVM", "launch it with -XX:+" + jvmFlag, true);
    }

    /** Cause and remedy in one line. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? cause : cause + "; " + remedy;
    }
}
