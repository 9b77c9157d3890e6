package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.LoopDisk;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read, written, flushed and discarded are each their own, in events, in bills and against the task's own books. */
@RequiresKernel
class RequestKindsIT {
    private static final int MIB = 1 << 20;
    private static final int WRITTEN = 32;
    private static final int FLUSHES = 5;

    @TempDir
    Path directory;

    @Test
    void discardsAndFlushesAreNotWrites() throws Exception {
        // Without a journal the thread that deletes a file discards its blocks itself.
        try (var disk = LoopDisk.ext4(directory, 200L * MIB, "discard", "-O", "^has_journal")) {
            var run = TracedJvm.of(directory)
                    .recordOnly("pitot.BlockIo", "pitot.ThreadCpu")
                    .record("pitot.BlockIo", "0 ns")
                    .run(Writer.class, disk.mount().toString());
            assertThat(run.err()).isEmpty();
            assertRequests(of(run, "pitot.BlockIo"));
            assertBill(of(run, "pitot.ThreadCpu"), run.out().lines().toList());
        }
    }

    private static List<RecordedEvent> of(Run run, String type) throws IOException {
        return run.events(type).stream()
                .filter(event -> "writer".equals(event.getString("osThreadName")))
                .toList();
    }

    private static void assertRequests(List<RecordedEvent> requests) {
        assertThat(bytes(requests, "write", "/one")).isEqualTo((long) WRITTEN * MIB);
        assertThat(bytes(requests, "write", "/two")).isEqualTo(MIB);
        assertThat(bytes(requests, "read", "/two")).isEqualTo(MIB);
        assertThat(requests.stream().filter(request -> "discard".equals(request.getString("operation"))))
                .extracting(request -> request.getLong("bytes"))
                .satisfies(sizes ->
                        assertThat(sizes.stream().mapToLong(size -> size).sum()).isEqualTo((long) WRITTEN * MIB));
        assertThat(requests.stream().filter(request -> "flush".equals(request.getString("operation"))))
                .hasSize(FLUSHES)
                .allSatisfy(flush -> assertThat(flush.getLong("bytes")).isZero());
        assertThat(requests.stream().filter(request -> "write".equals(request.getString("operation"))))
                .allSatisfy(write -> assertThat(write.getLong("bytes")).isPositive());
    }

    private static void assertBill(List<RecordedEvent> bills, List<String> books) {
        assertThat(sum(bills, "blockDiscardBytes")).isEqualTo((long) WRITTEN * MIB);
        assertThat(sum(bills, "blockFlushes")).isEqualTo(FLUSHES);
        assertThat(sum(bills, "blockReadBytes")).isEqualTo(book(books, "read_bytes"));
        // The file system's own blocks are in the books as pages when they are made dirty, and in the bill when they
        // are written.
        assertThat(sum(bills, "blockWriteBytes")).isBetween((WRITTEN + 1L) * MIB, (WRITTEN + 2L) * MIB);
        assertThat(book(books, "write_bytes")).isBetween((WRITTEN + 1L) * MIB, (WRITTEN + 2L) * MIB);
    }

    private static long bytes(List<RecordedEvent> requests, String operation, String file) {
        return requests.stream()
                .filter(request -> operation.equals(request.getString("operation")))
                .filter(request -> file.equals(request.getString("file")))
                .mapToLong(request -> request.getLong("bytes"))
                .sum();
    }

    private static long sum(List<RecordedEvent> bills, String field) {
        return bills.stream().mapToLong(bill -> bill.getLong(field)).sum();
    }

    private static long book(List<String> books, String name) {
        return books.stream()
                .filter(line -> line.startsWith(name + ": "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 2)))
                .findFirst()
                .orElseThrow();
    }

    /** On a thread named writer: 32 MiB into a file, which it deletes, 1 MiB into another, and five times a flush. */
    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            var writer = new Thread(() -> write(Path.of(arguments[0])), "writer");
            writer.start();
            writer.join();
        }

        private static void write(Path directory) {
            try {
                write(directory.resolve("one"), WRITTEN, 1);
                Files.delete(directory.resolve("one"));
                write(directory.resolve("two"), 1, FLUSHES - 1);
                read(directory.resolve("two"));
                Stream.of(Files.readString(Path.of("/proc/thread-self/io"))).forEach(System.out::print);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void write(Path file, int blocks, int flushes) throws IOException {
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, direct())) {
                for (var i = 0; i < blocks; i++) {
                    channel.write(block());
                }
                for (var i = 0; i < flushes; i++) {
                    channel.force(true);
                }
            }
        }

        private static void read(Path file) throws IOException {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, direct())) {
                channel.read(block());
            }
        }

        private static OpenOption direct() {
            return DirectIo.option();
        }

        private static ByteBuffer block() {
            return ByteBuffer.allocateDirect(2 * MIB).alignedSlice(4096).limit(MIB);
        }
    }
}
