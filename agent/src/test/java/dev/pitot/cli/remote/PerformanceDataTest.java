package dev.pitot.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pitot.usdt.ProcessFiles;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerformanceDataTest {
    private static final int TRIES = 20_011;

    @Test
    void thisJvmLetsOthersAttach() {
        assertThat(PerformanceData.attachable(ProcessHandle.current().pid())).contains(true);
    }

    @Test
    void aProcessThatIsNoJvmDoesNotSay() throws Exception {
        var sleep = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(PerformanceData.attachable(sleep.pid())).isEmpty();
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    @Test
    void whateverStandsThereNothingIsThrown() throws Exception {
        var file = ProcessFiles.performanceData(ProcessHandle.current().pid()).orElseThrow();
        var sound = Files.readAllBytes(file.readable());
        var random = new Random(23);
        for (var i = 0; i < TRIES; i++) {
            var bytes = Arrays.copyOf(sound, i % 3 == 0 ? random.nextInt(sound.length) : sound.length);
            for (var changes = random.nextInt(8); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(Math.min(bytes.length, 1 << 10))] = (byte) random.nextInt();
            }
            assertThatCode(() -> PerformanceData.of(bytes).attachable()).doesNotThrowAnyException();
        }
    }
}
