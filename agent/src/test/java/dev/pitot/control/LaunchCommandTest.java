package dev.pitot.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchCommandTest {
    @TempDir
    Path directory;

    @Test
    void recordingIsAskedForOnTheCommandLine() throws Exception {
        assertThat(starts("java\0-XX:StartFlightRecording:filename=a.jfr\0Main\0", ""))
                .isTrue();
        assertThat(starts("java\0-Xmx1g\0-jar\0app.jar\0", "HOME=/root\0")).isFalse();
    }

    @Test
    void recordingIsAskedForInTheEnvironment() throws Exception {
        assertThat(starts("java\0Main\0", "A=b\0JAVA_TOOL_OPTIONS=-Xmx1g -XX:StartFlightRecording\0"))
                .isTrue();
    }

    @Test
    void recordingIsAskedForInAFileOfArguments() throws Exception {
        var file = Files.writeString(directory.resolve("arguments"), "-Xmx1g\n-XX:StartFlightRecording\n");
        assertThat(starts("java\0@" + file + "\0Main\0", "")).isTrue();
    }

    @Test
    void whatCannotBeReadAsksForNothing() throws Exception {
        var missing = directory.resolve("missing");
        assertThat(LaunchCommand.startsRecording(missing, missing)).isFalse();
        assertThat(starts("java\0@" + directory + "\0@" + missing + "\0@\0@\u0001\0Main\0", ""))
                .isFalse();
    }

    /** Bytes of no encoding are not in the way. */
    @Test
    void otherBytesAreSkipped() throws IOException {
        var line = Files.write(
                directory.resolve("line"), new byte[] {'j', 0, (byte) 0xff, (byte) 0xc3, 0, '@', (byte) 0xfe, 0});
        assertThat(LaunchCommand.startsRecording(line, line)).isFalse();
    }

    private boolean starts(String commandLine, String environment) throws IOException {
        return LaunchCommand.startsRecording(
                Files.writeString(directory.resolve("line"), commandLine, StandardCharsets.ISO_8859_1),
                Files.writeString(directory.resolve("environment"), environment, StandardCharsets.ISO_8859_1));
    }
}
