package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The JVM that a command addresses. */
public final class RemoteJvm {
    private static final String NEEDED = "jdk.net";

    @Parameters(
            index = "0",
            paramLabel = "PID",
            description = "PID of a running JVM owned by the current user (root: any).")
    private long pid;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "Path of pitot.jar as that JVM sees it, for a JVM in another file system.")
    private @Nullable Path jar;

    public AgentConnection connect() throws IOException {
        if (ModuleLayer.boot().findModule(NEEDED).isEmpty()) {
            throw new CommandFailure("this java lacks the module " + NEEDED + "; use the java of a full JDK");
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
            throw new CommandFailure("cannot find the path of pitot.jar: " + e.getMessage());
        }
    }
}
