package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is swapped while a thread writes a file is not the file. */
@RequiresKernel
class SwapIT {
    private static final int MIB = 1 << 20;
    private static final int HEAP = 230;
    private static final int LIMIT = 180;

    @TempDir
    Path directory;

    @Test
    void swappedMemoryIsNoFile() throws Exception {
        try (var swap = SwapSpace.of(directory, 400L * MIB);
                var memory = MemoryLimit.of((long) LIMIT * MIB)) {
            var run = TracedJvm.of(directory)
                    .recordOnly("pitot.BlockIo")
                    .record("pitot.BlockIo", "0 ns")
                    .jvm("-Xms260m", "-Xmx300m", "-XX:+UseSerialGC")
                    .run(
                            Hoarder.class,
                            directory.resolve("log").toString(),
                            memory.tasks().toString());
            assertThat(run.err()).isEmpty();
            assertThat(run.events("pitot.BlockIo").stream()
                            .filter(event -> swap.device().equals(event.getString("device"))))
                    .hasSizeGreaterThan(50)
                    .allSatisfy(event -> {
                        assertThat(event.getString("file")).isEqualTo("(swap)");
                        assertThat(event.getLong("inode")).isZero();
                    })
                    .anyMatch(event -> "read".equals(event.getString("operation")))
                    .anyMatch(event -> "write".equals(event.getString("operation")));
        }
    }

    /** Fills its heap, more than it may have in memory, and writes a file all the while, at last from what was swapped. */
    static final class Hoarder {
        public static void main(String[] arguments) throws IOException {
            // Only now: what begins the recording needs memory, too.
            Files.writeString(
                    Path.of(arguments[1]), Long.toString(ProcessHandle.current().pid()));
            var heap = new byte[HEAP][];
            try (var log =
                    FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (var i = 0; i < heap.length; i++) {
                    heap[i] = new byte[MIB];
                    new Random(i).nextBytes(heap[i]);
                    log.write(ByteBuffer.wrap(heap[i], 0, MIB / 16));
                }
                for (var part : heap) {
                    log.write(ByteBuffer.wrap(part, 0, MIB / 16));
                }
            }
        }
    }

    /** A loop device to swap to. */
    private record SwapSpace(Path path) implements AutoCloseable {
        static SwapSpace of(Path directory, long size) throws Exception {
            var image = Files.createFile(directory.resolve("swap"));
            Tool.run("truncate", "-s", Long.toString(size), image.toString());
            var device =
                    Tool.run("losetup", "--find", "--show", image.toString()).strip();
            try {
                Tool.run("mkswap", device);
                Tool.run("swapon", device);
                return new SwapSpace(Path.of(device));
            } catch (IOException e) {
                Tool.run("losetup", "--detach", device);
                throw e;
            }
        }

        String device() {
            return path.getFileName().toString();
        }

        @Override
        public void close() throws IOException {
            try {
                try {
                    Tool.run("swapoff", path.toString());
                } finally {
                    Tool.run("losetup", "--detach", path.toString());
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** A memory cgroup, of the first or the second version. */
    private record MemoryLimit(Path group) implements AutoCloseable {
        private static final String GROUP =
                "pitot-swap-it-" + ProcessHandle.current().pid();

        static MemoryLimit of(long bytes) throws IOException {
            var first = Path.of("/sys/fs/cgroup/memory");
            var isFirst = Files.exists(first.resolve("memory.limit_in_bytes"));
            var group = Files.createDirectory((isFirst ? first : first.getParent()).resolve(GROUP));
            var limit = group.resolve(isFirst ? "memory.limit_in_bytes" : "memory.max");
            try {
                Files.writeString(limit, Long.toString(bytes));
                return new MemoryLimit(group);
            } catch (IOException e) {
                Files.delete(group);
                throw e;
            }
        }

        Path tasks() {
            return group.resolve("cgroup.procs");
        }

        @Override
        public void close() throws IOException {
            Files.delete(group);
        }
    }
}
