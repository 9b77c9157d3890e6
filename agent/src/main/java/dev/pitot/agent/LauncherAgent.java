package dev.pitot.agent;

import java.lang.instrument.Instrumentation;

/**
 * What the manifest's {@code Launcher-Agent-Class} names: {@code java -jar pitot.jar} calls it before the command
 * line's {@code main}. The commands need nothing of it; the launcher wants it to exist.
 */
public final class LauncherAgent {
    private LauncherAgent() {}

    public static void agentmain(String options, Instrumentation instrumentation) {}
}
