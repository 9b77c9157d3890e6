package dev.pitot.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.cli.terminal.CommandFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM is asked, and no answer of any makes the asker wait for ever or run out of memory. */
@Timeout(60)
class AttachListenerTest {
    private static final Duration SHORT = Duration.ofMillis(700);

    @ParameterizedTest
    @CsvSource({
        "silent, did not answer in 700 ms",
        "drip, did not answer in 700 ms",
        "queue, did not answer in 700 ms",
        "flood, sent more than 1048576 bytes",
        "lines, sent more than 1048576 bytes"
    })
    void aJvmThatAnswersBadly(String how, String message) throws Exception {
        var jvm = start(HostileJvm.class.getName(), how);
        try (jvm) {
            assertThatThrownBy(() -> JvmFlags.askJvm(jvm.pid(), Deadline.in(SHORT)))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("process " + jvm.pid() + " " + message);
        }
    }

    @Test
    void aJvmThatAnswersWell() throws Exception {
        var jvm = start("-XX:+DTraceMonitorProbes", HostileJvm.class.getName(), "none");
        try (jvm) {
            for (var i = 0; i < 2; i++) { // with the signal, and without
                assertThat(JvmFlags.enabled(JvmFlags.askJvm(jvm.pid(), Deadline.in(Duration.ofSeconds(30)))))
                        .contains("DTraceMonitorProbes");
            }
            assertThat(Path.of("/tmp/.attach_pid" + jvm.pid())).doesNotExist();
        }
    }

    @Test
    void aProcessWithoutAHandlerOfTheSignalLives() throws Exception {
        var sleep = new ProcessBuilder("sleep", "60").start();
        try {
            var target = new Target(sleep.pid(), Path.of("/proc/" + sleep.pid()), Target.user("0"));
            assertThatThrownBy(() -> new AttachListener(target, Deadline.in(SHORT)).ask("jcmd", "VM.flags"))
                    .hasMessageContaining("it has just started, or is not a JVM; try again later");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    private static Jvm start(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-cp");
        command.add(Path.of(HostileJvm.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var jvm = new Jvm(process);
        var line = process.inputReader().readLine();
        if (!"ready".equals(line)) {
            jvm.close();
        }
        assertThat(line).isEqualTo("ready");
        return jvm;
    }

    private record Jvm(Process process) implements AutoCloseable {
        long pid() {
            return process.pid();
        }

        @Override
        public void close() {
            process.destroy(); // by SIGTERM, so that it removes its socket
            process.onExit().join();
        }
    }
}
