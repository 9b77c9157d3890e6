package dev.pitot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command of the packed jar printed, and its exit status. */
public record Cli(int status, String out, String err) {
    private static final int SECONDS = 90;

    public static Cli run(String... arguments) throws Exception {
        return run(List.of(), TracedJvm.JAR, arguments);
    }

    /** @param through a command to start it through, as {@code setpriv} */
    public static Cli run(List<String> through, Path jar, String... arguments) throws Exception {
        var command = new ArrayList<>(through);
        command.addAll(List.of(TracedJvm.JAVA.toString(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile("pitot-cli", ".out");
        var err = Files.createTempFile("pitot-cli", ".err");
        try {
            var process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("%s ended", command)
                    .isTrue();
            return new Cli(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** The answer of a command that was answered. */
    public String answer() {
        assertThat(err).isEmpty();
        assertThat(status).isZero();
        return out;
    }

    /** The line of one that was not. */
    public String failure() {
        assertThat(out).isEmpty();
        assertThat(status).isOne();
        assertThat(err.lines()).hasSize(1);
        return err.strip();
    }
}
