package dev.pitot.cli;

import dev.pitot.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of commands that need the compiled programs. */
final class ProgramOptions {
    @Option(
            names = "--cache",
            paramLabel = "DIRECTORY",
            description = "Directory of the cache, as the agent's option cache.")
    private @Nullable Path cache;

    @Option(
            names = "--compile",
            paramLabel = "SECONDS",
            description = "Longest time for compiling, from 1 to 1800 seconds.")
    private @Nullable Long compile;

    /** Returns the cache directory; null for the default. */
    @Nullable
    Path cache() {
        return cache;
    }

    /** Returns the longest time for compiling; null for the default. */
    @Nullable
    Duration compiling(CommandLine command) {
        if (compile != null && (compile < 1 || compile > 1800)) {
            throw new ParameterException(command, "--compile must be from 1 to 1800");
        }
        return compile == null ? null : Duration.ofSeconds(compile);
    }

    /** Returns the jar that this command is of. */
    static Path jar() throws IOException {
        try {
            return Path.of(ProgramOptions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new CommandFailure("cannot find the path of pitot.jar: " + e.getMessage());
        }
    }
}
