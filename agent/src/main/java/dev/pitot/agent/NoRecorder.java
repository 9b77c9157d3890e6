package dev.pitot.agent;

import dev.pitot.command.JcmdAnswer;
import dev.pitot.command.ReplySocket;
import dev.pitot.command.StatusText;
import dev.pitot.control.AgentStatus;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.text.Warnings;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Answers commands in a JVM without the module jdk.jfr. It uses only classes that such a JVM has. */
final class NoRecorder {
    private static final String WHY =
            "this JVM lacks the module jdk.jfr; add it to the image or launch with --add-modules jdk.jfr";

    private NoRecorder() {}

    static void atLaunch() {
        Warnings.say("nothing is measured: " + WHY);
    }

    static void whileRunning(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        if (options.watch() != null) {
            answer("error\t" + WHY + "\n", options, instrumentation);
        } else if (options.verb() == Verb.SPANS) {
            answer("pitot: " + WHY + "\n", options, instrumentation);
        } else if (options.verb() != null) {
            var status = AgentStatus.of(AgentStatus.State.FAILED, WHY, 0);
            answer(StatusText.of(status, Instant.now(), ZoneId.systemDefault()), options, instrumentation);
        } else {
            atLaunch();
        }
    }

    private static void answer(String answer, Options options, Instrumentation instrumentation) {
        var place = options.reply();
        if (place == null) {
            JcmdAnswer.give(answer, instrumentation);
            return;
        }
        try {
            ReplySocket.at(place).serve(caller -> caller.say(answer));
        } catch (IOException e) {
            ReplySocket.failed(e);
        }
    }
}
