package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command to the agent in a running JVM, which answers it. Exit status 0: it did; what it said is another matter. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:it was answered", "1:it was not", "2:wrong usage"})
abstract class RemoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RemoteJvm jvm = new RemoteJvm();

    /** What the agent is told. */
    abstract String words();

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        jvm.connect().say(words(), text -> {
            out.print(text);
            out.flush();
        });
        return 0;
    }
}
