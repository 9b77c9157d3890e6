package dev.pitot.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry points for {@code -javaagent} and {@code jcmd JVMTI.agent_load}. Neither throws.
 *
 * <p>The entry points alone are compiled for Java 11 (see the pom). An older JVM can therefore load this class, print
 * one line and run its application. Otherwise it would abort with an UnsupportedClassVersionError.
 */
public final class Agent {
    private static final int MIN_JAVA = 25;

    private Agent() {}

    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        enter(options, instrumentation, false);
    }

    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        enter(options, instrumentation, true);
    }

    private static void enter(@Nullable String options, Instrumentation instrumentation, boolean running) {
        try {
            int feature = Runtime.version().feature();
            if (feature < MIN_JAVA) {
                say("this is Java " + feature + "; use Java " + MIN_JAVA + " or later");
            } else if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
                withoutRecorder(options, instrumentation, running);
            } else if (running) {
                AgentRuntime.whileRunning(options, instrumentation);
            } else {
                AgentRuntime.atLaunch(options, instrumentation);
            }
        } catch (LinkageError e) {
            say(e + "; Pitot's jar is damaged or was overwritten under this JVM; restart the JVM with an intact jar");
        } catch (Throwable t) {
            say(t + "; report it with the output of doctor");
        }
    }

    private static void withoutRecorder(@Nullable String options, Instrumentation instrumentation, boolean running) {
        if (running) {
            NoRecorder.whileRunning(options, instrumentation);
        } else {
            NoRecorder.atLaunch();
        }
    }

    private static void say(String why) {
        System.err.println("pitot: nothing is measured: " + why.replaceAll("\\p{C}", " "));
    }
}
