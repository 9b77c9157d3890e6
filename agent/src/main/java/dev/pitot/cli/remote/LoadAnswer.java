package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;

/** The answer of a JVM to loading an agent. */
record LoadAnswer(Target target, Path jar) {
    private static final String LOADED = "return code: 0";

    /** Error codes of java.instrument (InvocationAdapter.c). */
    private static final String BAD_JAR = "return code: 100";

    private static final String FAILED = "return code: 102";
    private static final int MAX_SHOWN = 200;

    /** Throws the failure that the answer describes, unless the agent has been loaded. */
    void check(String answer) throws IOException {
        var lines = answer.lines().limit(10).toList();
        if (lines.size() < 2 || !lines.getFirst().equals("0") || !lines.get(1).equals(LOADED)) {
            throw failure(String.join(" ", lines));
        }
    }

    private CommandFailure failure(String answer) {
        var process = "process " + target.pid();
        if (answer.contains("Dynamic agent loading")) {
            return new CommandFailure(process
                    + " forbids loading agents; start it with -XX:+EnableDynamicAgentLoading or with -javaagent");
        }
        if (answer.contains(BAD_JAR)) {
            return new CommandFailure(process + " cannot read " + jar + " as user "
                    + target.user().getName()
                    + "; move pitot.jar to where that user can read it, or name a copy with --jar");
        }
        if (answer.contains(FAILED)) {
            return new CommandFailure("the agent failed in " + process + "; see its stderr");
        }
        var shown = answer.substring(0, Math.min(answer.length(), MAX_SHOWN));
        return new CommandFailure(process + " did not load the agent: it answered '" + shown + "'");
    }
}
