package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command to the agent in a running JVM. The exit status is 0 if the JVM answered, whatever the answer. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the JVM answered", "1:the JVM did not answer", "2:wrong usage"})
abstract class RemoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RemoteJvm jvm = new RemoteJvm();

    /** Returns the agent's options for this command. */
    abstract String words() throws IOException;

    @Override
    public Integer call() throws IOException {
        jvm.connect().say(words(), this::print);
        return 0;
    }

    final RemoteJvm jvm() {
        return jvm;
    }

    final CommandLine commandLine() {
        return spec.commandLine();
    }

    final void print(String text) {
        var out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
