package dev.pitot.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmFlagsTest {

    @Test
    void theLaterFlagWins() {
        assertThat(JvmFlags.enabled("-XX:+A -XX:+B -XX:-A -Dx=y -XX:C=3")).containsExactly("B");
        assertThat(JvmFlags.enabled("")).isEmpty();
    }

    @Test
    void theCommandLineWinsOverTheEnvironment(@TempDir Path proc) throws IOException {
        Files.writeString(proc.resolve("environ"), "PATH=/bin\0JAVA_TOOL_OPTIONS=-XX:+A -XX:+B\0OTHER=-XX:+C\0");
        Files.writeString(proc.resolve("cmdline"), "java\0-XX:-A\0Main\0");
        assertThat(JvmFlags.enabled(JvmFlags.commandLine(proc))).containsExactly("B");
    }

    @Test
    void whatIsSaidToTheApplicationIsNotSaidToTheJvm(@TempDir Path proc) throws IOException {
        Files.writeString(proc.resolve("environ"), "");
        for (var launch : List.of("Main", "-jar\0app.jar", "-m\0app/Main", "--module\0app/Main")) {
            Files.writeString(
                    proc.resolve("cmdline"), "java\0-XX:+A\0-cp\0a:b\0-XX:+B\0" + launch + "\0-XX:+C\0-XX:-A\0");
            assertThat(JvmFlags.enabled(JvmFlags.commandLine(proc))).containsExactlyInAnyOrder("A", "B");
        }
    }
}
