package dev.pitot.bundle.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSharingTest {
    private static final String ROUNDS = "600";

    @Test
    void threeJvmsAtOnce(@TempDir Path dir) throws Exception {
        var directory = dir.resolve("pitot");
        var workers = List.of(start(directory), start(directory), start(directory));
        for (var worker : workers) {
            var output = new String(worker.getInputStream().readAllBytes());
            assertThat(worker.waitFor()).as(output).isZero();
            assertThat(output).matches("found [1-9]\\d*\n");
        }
        // Two that sweep at once may each have listed before the other wrote.
        assertThat(directory.toFile().list())
                .hasSizeBetween(1, CacheSweep.KEPT + 2)
                .allMatch(name -> name.endsWith(BundleCache.SUFFIX));
    }

    private static Process start(Path directory) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classes = Stream.of(BundleCache.class, KernelText.class, CacheWorker.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toList();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        String.join(":", classes),
                        CacheWorker.class.getName(),
                        directory.toString(),
                        ROUNDS)
                .redirectErrorStream(true)
                .start();
    }
}
