package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which JVM a command is for. */
public final class RemoteJvm {
    private static final String NEEDED = "jdk.net";

    @Parameters(index = "0", paramLabel = "PID", description = "A running JVM, of this user's unless root asks.")
    private long pid;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "pitot.jar as that JVM sees it, where its file system is another.")
    private @Nullable Path jar;

    public AgentConnection connect() throws IOException {
        if (ModuleLayer.boot().findModule(NEEDED).isEmpty()) {
            throw new CommandFailure("this java lacks " + NEEDED + "; use that of a whole JDK");
        }
        var target = Target.of(pid);
        return new AgentConnection(target, jar == null ? target.visible(ownJar()) : jar);
    }

    private static Path ownJar() throws IOException {
        try {
            return Path.of(RemoteJvm.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toRealPath();
        } catch (URISyntaxException e) {
            throw new CommandFailure("Pitot's own jar has no path: " + e.getMessage());
        }
    }
}
