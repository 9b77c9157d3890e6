package dev.pitot.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command to the agent in a running JVM, which answers it. Exit status 0: it did; what it said is another matter. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:it was answered", "1:it was not", "2:wrong usage"})
abstract class RemoteCommand implements Callable<Integer> {
    /** The other JVM may be anybody's; what it says goes to our terminal. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{C}&&[^\\n]]");

    private static final List<String> NEEDED = List.of("jdk.attach", "jdk.net");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PID", description = "A running JVM, of this user's unless root asks.")
    private long pid;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "pitot.jar as that JVM sees it, where its file system is another.")
    private @Nullable Path jar;

    /** What the agent is told. */
    abstract String words();

    @Override
    public Integer call() throws IOException {
        if (!ModuleLayer.boot().modules().stream().map(Module::getName).toList().containsAll(NEEDED)) {
            throw new Failure("this java lacks " + String.join(" or ", NEEDED) + "; use that of a whole JDK");
        }
        var out = spec.commandLine().getOut();
        var target = Target.of(pid);
        new Conversation(target, jar == null ? target.visible(ownJar()) : jar)
                .say(words(), text -> {
                    out.print(CONTROLS.matcher(text).replaceAll("?"));
                    out.flush();
                });
        return 0;
    }

    private static Path ownJar() throws IOException {
        try {
            return Path.of(RemoteCommand.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toRealPath();
        } catch (URISyntaxException e) {
            throw new Failure("Pitot's own jar has no path: " + e.getMessage());
        }
    }
}
