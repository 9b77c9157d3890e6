package dev.pitot.bench;

/** The baseline of an agent. */
public final class EmptyAgent {
    private EmptyAgent() {}

    public static void premain(String arguments) {}
}
