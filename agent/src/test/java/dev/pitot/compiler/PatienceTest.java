package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @TempDir
    Path directory;

    private Process child;

    @AfterEach
    void endChild() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "150, 60", "600, 60", "601, 60", "610, 61", "3000, 300", "6000, 600", "60000, 600", "-5, 60"})
    void whoIsSlowToStartMayTakeLonger(long startMillis, long seconds) {
        assertThat(Patience.allowedAfter(Duration.ofMillis(startMillis)).toSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void whatWasAskedForIsKeptTo() throws Exception {
        child = new ProcessBuilder("sleep", "1000").start();
        var waited = new Patience(Duration.ofMillis(1)).await(child, directory.resolve("headers"), Duration.ZERO);
        assertThat(waited).isEqualTo(Duration.ofMillis(1));
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void aChildThatEndsIsWaitedForNoLonger() throws Exception {
        child = new ProcessBuilder("true").start();
        new Patience(null).await(child, directory.resolve("headers"), Duration.ZERO);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void whoRunsOutOfTimeIsToldTheOption() throws IOException {
        var jar = directory.resolve("none.jar");
        assertThatThrownBy(() ->
                        new Compiler(jar.toString(), Duration.ofMillis(1), () -> {}).compile("0".repeat(64), List.of()))
                .isInstanceOfSatisfying(CompilerException.class, e -> {
                    assertThat(e).hasMessageStartingWith("compiling took longer than ");
                    assertThat(e.remedy()).startsWith("allow more time with the option compile, such as compile=");
                });
    }
}
