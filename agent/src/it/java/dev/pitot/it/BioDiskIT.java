package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.LoopDisk;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk whose driver takes bios and has no requests: zram. */
@RequiresKernel
class BioDiskIT {
    private static final int READS = 300;
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "old"})
    void eachBioIsOneEventAndInTheBill(String attach) throws Exception {
        try (var zram = Zram.of("64M");
                var disk = LoopDisk.on(zram.device(), directory)) {
            var run = TracedJvm.of(directory)
                    .agentOptions("wait=30s,budget=off,attach=" + attach)
                    .recordOnly("pitot.BlockIo", "pitot.BlockIoLatency", "pitot.ThreadCpu")
                    .record("pitot.BlockIo", "0 ns")
                    .run(Reader.class, disk.mount().resolve("data").toString());
            assertThat(run.err()).isEmpty();
            var name = zram.device().getFileName().toString();
            var requests = run.events("pitot.BlockIo").stream()
                    .filter(event -> name.equals(event.getString("device")))
                    .filter(event -> "/data".equals(event.getString("file")))
                    .toList();
            var reads = requests.stream()
                    .filter(event -> "read".equals(event.getString("operation")))
                    .toList();
            assertThat(reads).hasSize(READS).allSatisfy(BioDiskIT::assertRead);
            assertThat(filesWrittenBack(run, name)).contains("/data").containsAll(Reader.SMALL);
            assertBill(run);
            assertThat(run.events("pitot.BlockIoLatency").stream()
                            .filter(row -> name.equals(row.getString("device")))
                            .filter(row -> "read".equals(row.getString("operation")) && row.getBoolean("queued"))
                            .mapToLong(row -> row.getLong("count")))
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToLong(count -> count).sum())
                            .isGreaterThanOrEqualTo(READS));
        }
    }

    private static Set<String> filesWrittenBack(Run run, String disk) throws IOException {
        return run.events("pitot.BlockIo").stream()
                .filter(event -> disk.equals(event.getString("device")))
                .filter(event -> "write".equals(event.getString("operation")) && event.getBoolean("async"))
                .map(event -> String.valueOf(event.getString("file")))
                .collect(Collectors.toSet());
    }

    private static void assertRead(RecordedEvent read) {
        assertThat(read.getLong("bytes")).isEqualTo(PAGE);
        assertThat(read.getString("osThreadName")).isEqualTo("reader");
        assertThat(read.getDuration("queueTime")).isZero();
        assertThat(read.getDuration("serviceTime")).isEqualTo(read.getDuration());
    }

    private static void assertBill(Run run) throws IOException {
        var bills = run.events("pitot.ThreadCpu").stream()
                .filter(event -> "reader".equals(event.getString("osThreadName")))
                .toList();
        var books = run.out().lines().map(Long::parseLong).toList();
        assertThat(sum(bills, "blockReads")).isGreaterThanOrEqualTo(READS);
        assertThat(sum(bills, "blockReadBytes")).isEqualTo(books.getFirst());
    }

    private static long sum(List<RecordedEvent> bills, String field) {
        return bills.stream().mapToLong(bill -> bill.getLong(field)).sum();
    }

    /** A file, written back by another process, and read directly page by page; the bytes the thread has read, by its own books. */
    static final class Reader {
        /** Written in the tick in which they are made: the kernel then marks pages as dirty, and not the inode. */
        static final List<String> SMALL =
                IntStream.range(0, 20).mapToObj(i -> "/small" + i).toList();

        public static void main(String[] arguments) throws Exception {
            var file = Path.of(arguments[0]);
            Files.write(file, new byte[READS * PAGE]);
            for (var small : SMALL) {
                Files.write(Path.of(file.getParent() + small), new byte[1]);
            }
            Tool.run("sync", "-f", file.toString());
            var reader = new Thread(() -> read(file), "reader");
            reader.start();
            reader.join();
        }

        private static void read(Path file) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
                var page =
                        ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
                for (var i = 0; i < READS; i++) {
                    channel.read(page.rewind(), (long) i * PAGE);
                }
                Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
                        .filter(line -> line.startsWith("read_bytes: "))
                        .forEach(line -> System.out.println(line.substring("read_bytes: ".length())));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A disk in memory, made for the test. */
    private record Zram(String number) implements AutoCloseable {
        private static final Path CONTROL = Path.of("/sys/class/zram-control");

        static Zram of(String size) throws IOException, InterruptedException {
            if (!Files.exists(CONTROL)) {
                Tool.run("modprobe", "zram");
            }
            var zram = new Zram(Files.readString(CONTROL.resolve("hot_add")).strip());
            try {
                Files.writeString(Path.of("/sys/block/zram" + zram.number + "/disksize"), size);
                return zram;
            } catch (IOException e) {
                zram.close();
                throw e;
            }
        }

        Path device() {
            return Path.of("/dev/zram" + number);
        }

        @Override
        public void close() throws IOException {
            Files.writeString(CONTROL.resolve("hot_remove"), number);
        }
    }
}
