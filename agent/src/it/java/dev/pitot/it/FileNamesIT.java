package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.LoopDisk;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is one by whatever way it is written and whatever it is called; two files are two. On an ext4 and on an overlayfs on it. */
@RequiresKernel
class FileNamesIT {
    private static final int PAGE = 4096;
    private static final String LONG = "n".repeat(200) + ".log";

    @TempDir
    static Path directory;

    private static List<RecordedEvent> plain;
    private static List<RecordedEvent> overlaid;

    @BeforeAll
    static void write() throws Exception {
        try (var disk = LoopDisk.ext4(directory, 100L << 20, "relatime")) {
            var below = Stream.of("lower", "upper", "work", "merged", "plain")
                    .map(disk.mount()::resolve)
                    .toList();
            for (var folder : below) {
                Files.createDirectory(folder);
            }
            plain = requests(below.get(4));
            Tool.run(
                    "mount",
                    "-t",
                    "overlay",
                    "overlay",
                    "-o",
                    options(below),
                    below.get(3).toString());
            try {
                overlaid = requests(below.get(3));
            } finally {
                Tool.run("umount", below.get(3).toString());
            }
        }
    }

    private static String options(List<Path> below) {
        return "lowerdir=" + below.get(0) + ",upperdir=" + below.get(1) + ",workdir=" + below.get(2);
    }

    private static List<RecordedEvent> requests(Path folder) throws Exception {
        var run = TracedJvm.of(directory)
                .recordOnly("pitot.BlockIo")
                .record("pitot.BlockIo", "0 ns")
                .run(Writer.class, folder.toString());
        assertThat(run.err()).isEmpty();
        return run.events("pitot.BlockIo").stream()
                .filter(event -> "write".equals(event.getString("operation")))
                .toList();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> requests, String name) {
        return requests.stream()
                .filter(event ->
                        Objects.requireNonNullElse(event.getString("file"), "").endsWith("/" + name))
                .toList();
    }

    private static List<Object> distinct(List<RecordedEvent> requests, String... fields) {
        return requests.stream()
                .<Object>map(event -> Stream.of(fields).map(event::getValue).toList())
                .distinct()
                .toList();
    }

    @Test
    void aFileHasOneNameThroughTheCacheAndDirectly() {
        for (var requests : List.of(plain, overlaid)) {
            var both = of(requests, "both");
            assertThat(both).hasSize(2);
            assertThat(distinct(both, "file", "inode", "generation", "fileSystem"))
                    .hasSize(1);
        }
        assertThat(of(overlaid, "both").getFirst().getString("file")).isEqualTo("/upper/both");
    }

    @Test
    void aDirectWriteIsOfItsFileAndNotOfTheOneThatIsMappedAsItsBuffer() {
        for (var requests : List.of(plain, overlaid)) {
            assertThat(of(requests, "out")).hasSize(1);
            assertThat(of(requests, "buffer")).as("when it was made").hasSize(1);
        }
    }

    @Test
    void whatWasWrittenThroughAMappingIsWrittenBackAsItsFiles() {
        for (var requests : List.of(plain, overlaid)) {
            assertThat(of(requests, "mapped")).anyMatch(request -> request.getBoolean("async"));
        }
    }

    @Test
    void aFileIsOneUnderAllItsNames() {
        for (var requests : List.of(plain, overlaid)) {
            var files = Stream.of("first", "linked", "moved")
                    .flatMap(name -> of(requests, name).stream())
                    .toList();
            assertThat(files).hasSize(3);
            assertThat(distinct(files, "inode", "generation", "fileSystem")).hasSize(1);
        }
    }

    @Test
    void aFileThatGetsADeletedOnesNumberIsAnother() {
        for (var requests : List.of(plain, overlaid)) {
            var files = Stream.concat(of(requests, "deleted").stream(), of(requests, "next").stream())
                    .toList();
            assertThat(distinct(files, "inode"))
                    .as("the file system uses it again")
                    .hasSize(1);
            assertThat(distinct(files, "inode", "generation")).hasSize(2);
        }
    }

    @Test
    void aLongNameIsWhole() {
        for (var requests : List.of(plain, overlaid)) {
            assertThat(of(requests, LONG)).singleElement().satisfies(request -> assertThat(request.getString("file"))
                    .doesNotContain("…"));
        }
    }

    /** Each file is forced as soon as it is written, so that each write is one request. */
    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[0]);
            write(folder.resolve("both"));
            write(folder.resolve("both"), DirectIo.option());
            outOfMapping(folder.resolve("buffer"), folder.resolve("out"));
            throughMapping(folder.resolve("mapped"));
            names(folder);
            write(folder.resolve("deleted"));
            Files.delete(folder.resolve("deleted"));
            write(folder.resolve("next"));
            write(folder.resolve(LONG));
        }

        private static void write(Path file, OpenOption... more) throws IOException {
            try (var channel = open(file, more)) {
                write(channel);
            }
        }

        private static FileChannel open(Path file, OpenOption... more) throws IOException {
            var options = Stream.concat(
                    Stream.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    Stream.of(more));
            return FileChannel.open(file, options.toArray(OpenOption[]::new));
        }

        private static void write(FileChannel channel) throws IOException {
            channel.write(ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE));
            channel.force(true);
        }

        private static void outOfMapping(Path buffer, Path file) throws IOException {
            try (var from = open(buffer);
                    var to = open(file, DirectIo.option())) {
                write(from);
                to.write(from.map(FileChannel.MapMode.READ_WRITE, 0, PAGE).load());
            }
        }

        private static void throughMapping(Path file) throws Exception {
            try (var channel = open(file)) {
                write(channel);
                Thread.sleep(20); // the file's time is to be another one
                channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE).put(0, (byte) 1);
                Tool.run("sync", "-f", file.toString());
            }
        }

        private static void names(Path folder) throws IOException {
            try (var channel = open(folder.resolve("first"))) {
                write(channel);
                Files.createLink(folder.resolve("linked"), folder.resolve("first"));
                write(channel);
                Files.delete(folder.resolve("first"));
                Files.move(folder.resolve("linked"), folder.resolve("moved"));
                write(channel);
            }
        }
    }
}
