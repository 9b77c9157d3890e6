package dev.pitot.agent;

import dev.pitot.command.Commands;
import dev.pitot.command.HistogramFeed;
import dev.pitot.command.JcmdAnswer;
import dev.pitot.command.Management;
import dev.pitot.command.ReplyChannel;
import dev.pitot.command.ReplySocket;
import dev.pitot.control.Controller;
import dev.pitot.control.InstalledAgent;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.plan.Histogram;
import dev.pitot.text.Warnings;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Agent}, in a JVM that is new enough. Does no more than to listen for recordings: nothing is attached, no thread
 * started, JFR itself not started, until a recording wants a {@code pitot.*} event, or a command comes.
 */
final class AgentRuntime {
    private AgentRuntime() {}

    /** By {@code -javaagent}. There is nobody to answer to; {@code stop} means: not yet. */
    static void atLaunch(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        options.complaint().ifPresent(Warnings::say);
        install(options, instrumentation, options.verb() == Verb.STOP);
    }

    /** By the attach API: the jar is loaded for the first time, or again to bring a command. */
    static void whileRunning(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        var histogram = options.watch();
        var at = options.reply();
        if (histogram != null && at != null) {
            watch(histogram, at, options, instrumentation);
            return;
        }
        var verb = options.verb();
        if (verb == null) {
            options.complaint().ifPresent(Warnings::say);
            install(options, instrumentation, false);
            options.complaint().ifPresent(any -> JcmdAnswer.give(complaint(options), instrumentation));
            return;
        }
        var commands = new Commands(options, instrumentation);
        var place = options.reply();
        if (place == null) {
            var answer = complaint(options) + commands.run(verb);
            JcmdAnswer.give(answer, instrumentation);
            return;
        }
        try {
            ReplySocket.at(place).serve(caller -> caller.say(complaint(options) + commands.run(verb)));
        } catch (IOException e) {
            Warnings.say("the command " + verb.word() + " is not done, as nobody could be answered: " + e);
        }
    }

    private static void watch(Histogram histogram, Path at, Options options, Instrumentation instrumentation) {
        var controller = install(options, instrumentation, false);
        try {
            ReplySocket.at(at).serve(caller -> watch(controller, histogram, caller));
        } catch (IOException e) {
            Warnings.say("nobody could be shown " + histogram + ": " + e);
        }
    }

    private static void watch(@Nullable Controller controller, Histogram histogram, ReplyChannel caller) {
        if (controller == null) {
            caller.say("error\t" + InstalledAgent.CANNOT_RECORD + "\n");
        } else {
            new HistogramFeed(controller, histogram, caller).serve();
        }
    }

    private static String complaint(Options options) {
        return options.complaint()
                .map(complaint -> "pitot: " + complaint + "\n")
                .orElse("");
    }

    private static @Nullable Controller install(Options options, Instrumentation instrumentation, boolean hold) {
        return InstalledAgent.install(options, instrumentation, hold, new Management(options, instrumentation));
    }
}
