package dev.pitot.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters: {@code -javaagent} and {@code jcmd JVMTI.agent_load}. Neither throws, and neither does more than to listen
 * for recordings: nothing is attached, no thread started, JFR itself not started, until a recording wants a {@code pitot.*} event.
 */
public final class Agent {
    private static @Nullable Recordings recordings;

    private Agent() {}

    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        enter(options, instrumentation);
    }

    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        enter(options, instrumentation);
    }

    /** Both ways may be taken, and more than once: the first counts. */
    private static synchronized void enter(@Nullable String text, Instrumentation instrumentation) {
        try {
            var options = Options.parse(text);
            options.problems().forEach(Warnings::say);
            if (recordings == null) {
                recordings = new Recordings(options, instrumentation);
                recordings.listen();
            }
        } catch (Throwable t) {
            Warnings.say("not started: " + t);
        }
    }
}
