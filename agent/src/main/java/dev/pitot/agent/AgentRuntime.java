package dev.pitot.agent;

import dev.pitot.command.Commands;
import dev.pitot.command.HistogramFeed;
import dev.pitot.command.JcmdAnswer;
import dev.pitot.command.Management;
import dev.pitot.command.ReplyChannel;
import dev.pitot.command.ReplySocket;
import dev.pitot.control.Controller;
import dev.pitot.control.InstalledAgent;
import dev.pitot.control.InstalledAgent.Arrival;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.plan.Histogram;
import dev.pitot.text.Warnings;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent in a JVM that is new enough. It only listens for recordings. Until a recording wants a
 * {@code pitot.*} event or a command arrives, it attaches nothing, starts no thread and does not start JFR.
 */
final class AgentRuntime {
    private AgentRuntime() {}

    /**
     * Starts the agent for {@code -javaagent}. The command {@code stop} makes it wait for the command {@code start}.
     */
    static void atLaunch(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        var complaint = options.complaint();
        if (complaint.isPresent()) { // no lambda: the first of a JVM takes milliseconds
            Warnings.say(complaint.get());
        }
        addSpans(options);
        install(options, instrumentation, options.verb() == Verb.STOP ? Arrival.HELD : Arrival.LAUNCH);
    }

    /** Handles a load through the attach API: the first one, or a later one that brings a command. */
    static void whileRunning(@Nullable String text, Instrumentation instrumentation) {
        var options = Options.parse(text);
        if (options.verb() != Verb.SPANS) { // which adds them itself
            addSpans(options);
        }
        var histogram = options.watch();
        var at = options.reply();
        if (histogram != null && at != null) {
            watch(histogram, at, options, instrumentation);
            return;
        }
        var verb = options.verb();
        if (verb == null) {
            options.complaint().ifPresent(Warnings::say);
            install(options, instrumentation, Arrival.WHILE_RUNNING);
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
            Warnings.say("cannot carry out the command " + verb.word() + ", because its answer has no socket: " + e);
        }
    }

    /** Of a later load of the agent, only the patterns of spans count. */
    private static void addSpans(Options options) {
        var before = InstalledAgent.controller();
        if (before != null) {
            before.add(options.spans());
        }
    }

    private static void watch(Histogram histogram, Path at, Options options, Instrumentation instrumentation) {
        var controller = install(options, instrumentation, Arrival.WHILE_RUNNING);
        try {
            ReplySocket.at(at).serve(caller -> watch(controller, histogram, caller));
        } catch (IOException e) {
            Warnings.say("cannot show " + histogram + ", because its answer has no socket: " + e);
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

    private static @Nullable Controller install(Options options, Instrumentation instrumentation, Arrival arrival) {
        return InstalledAgent.install(options, instrumentation, arrival, new Management(options, instrumentation));
    }
}
