package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.ThroughHelper;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known requests are exactly as many events, of their size, file and thread. */
@RequiresKernel
class BlockIoIT {
    private static final int BLOCK = 65536;

    @TempDir
    Path directory;

    /** {@code old}: the ways of kernels before 6.5, on this one. The helper has only those of newer ones. */
    static List<String> ways() {
        return ThroughHelper.Extension.isActive() ? List.of("auto") : List.of("auto", "old");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void twentyThreeDirectReadsAreTwentyThreeEvents(String attach) throws Exception {
        var file = directory.resolve("data");
        Files.write(file, new byte[23 * BLOCK]);

        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,attach=" + attach)
                .record("pitot.BlockIo", "0 ns")
                .record("pitot.ThreadSleep", "0 ns")
                .run(DirectReads.class, file.toString());

        assertThat(run.err()).isEmpty();
        var reads = run.events("pitot.BlockIo").stream()
                .filter(event -> "read".equals(event.getString("operation")))
                .filter(event -> event.getString("file") != null
                        && event.getString("file").endsWith(file.getFileName().toString())
                        && event.getLong("inode") == inode(file))
                .toList();
        assertThat(reads).hasSize(23);
        assertThat(run.events("pitot.ThreadSleep"))
                .anySatisfy(sleep -> assertThat(sleep.getString("osThreadName")).isEqualTo("reader"));
        assertThat(reads).allSatisfy(read -> {
            assertThat(read.getLong("bytes")).isEqualTo(BLOCK);
            assertThat(read.getString("osThreadName")).isEqualTo("reader");
            assertThat(read.getThread("thread").getJavaName()).isEqualTo("reader");
            assertThat(read.getBoolean("async")).isFalse();
            assertThat(read.getDuration("queueTime").plus(read.getDuration("serviceTime")))
                    .isEqualTo(read.getDuration());
        });
    }

    private static long inode(Path file) {
        try {
            return (long) Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a file in 23 direct reads, on a thread named reader. */
    static final class DirectReads {
        public static void main(String[] arguments) throws Exception {
            var reader = new Thread(() -> read(Path.of(arguments[0])), "reader");
            reader.start();
            reader.join();
        }

        private static void read(Path file) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
                var buffer =
                        ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096).limit(BLOCK);
                Thread.sleep(500); // a thread that is gone before its first record is drained has a name, but no Thread
                while (channel.read(buffer.rewind()) > 0) {
                    buffer.limit(BLOCK);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
