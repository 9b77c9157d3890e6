package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.collect.ForgedEvents.BlockIo;
import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.Report;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block requests as the summary adds them up. */
class DiskTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void eachKindOfRequestIsItsOwn() throws Exception {
        var report = read(() -> {
            request("read", 10, any -> {});
            request("write", 200, any -> {});
            request("zone-append", 3000, any -> {});
            request("flush", 0, any -> {});
            request("discard", 40_000, any -> {});
            request("secure-erase", 500_000, any -> {});
            request("write-zeroes", 6_000_000, any -> {});
        });
        var total = report.disk().threads().entries().getFirst();
        assertThat(total.reads()).isEqualTo(1);
        assertThat(total.writes()).isEqualTo(2);
        assertThat(total.bytes()).isEqualTo(3210);
        assertThat(total.flushes()).isEqualTo(1);
        assertThat(total.discards()).isEqualTo(2);
        assertThat(total.discardedBytes()).isEqualTo(540_000);
        assertThat(total.others()).isEqualTo(1);
        assertThat(text(report)).contains("    flushes 1, discards 2 of 527 KiB, others 1\n");
    }

    @Test
    void aRequestWithoutFileIsNamedByItsKind() throws Exception {
        var report = read(() -> {
            request("discard", 1, file(null, null, 0, 0));
            request("write", 1, file(null, null, 0, 0));
        });
        assertThat(report.disk().files().entries())
                .extracting(DiskTotal::name)
                .containsExactlyInAnyOrder("(discard, vda)", "(no file name, vda)");
    }

    @Test
    void aFileIsOneUnderAllItsNamesAndOnAllItsDisks() throws Exception {
        var files = files(List.of(
                file("/log", "9:0", 5, 1).andThen(event -> event.device = "vda"),
                file("/log.1", "9:0", 5, 1).andThen(event -> event.device = "vdb"),
                file("/log.1", "9:0", 5, 1)));
        assertThat(files).singleElement().satisfies(log -> {
            assertThat(log.name()).isEqualTo("/log.1 (also /log)");
            assertThat(log.writes()).isEqualTo(3);
        });
    }

    @Test
    void filesOfOneNameAreToldApart() throws Exception {
        assertThat(files(List.of(file("/log", "8:1", 5, 1), file("/log", "8:2", 5, 1))))
                .extracting(DiskTotal::name)
                .containsExactlyInAnyOrder("/log (8:1 inode 5)", "/log (8:2 inode 5)");
        assertThat(files(List.of(file("/log", "8:1", 5, 1), file("/log", "8:1", 5, 2))))
                .extracting(DiskTotal::name)
                .containsExactlyInAnyOrder("/log (8:1 inode 5 generation 1)", "/log (8:1 inode 5 generation 2)");
        assertThat(files(List.of(file("/a", "8:1", 5, 1), file("/b", "8:1", 5, 2))))
                .as("a number used anew")
                .extracting(DiskTotal::name)
                .containsExactlyInAnyOrder("/a", "/b");
    }

    private List<DiskTotal> files(List<Consumer<BlockIo>> requests) throws Exception {
        return read(() -> requests.forEach(request -> request("write", 1, request)))
                .disk()
                .files()
                .entries();
    }

    private static Consumer<BlockIo> file(String name, String fileSystem, long inode, long generation) {
        return event -> {
            event.file = name;
            event.fileSystem = fileSystem;
            event.inode = inode;
            event.generation = generation;
        };
    }

    private Report read(Runnable events) throws Exception {
        var file = folder.resolve("disk.jfr");
        SampleRecording.record(file, events);
        return RecordingReader.read(file, 10);
    }

    private static String text(Report report) {
        return ReportText.of(report, 100, ZoneOffset.UTC, Style.PLAIN);
    }

    private static void request(String operation, long bytes, Consumer<BlockIo> more) {
        ForgedEvents.commit(new BlockIo(), 1000 * MILLI, MILLI, event -> {
            event.thread = Thread.currentThread();
            event.device = "vda";
            event.operation = operation;
            event.bytes = bytes;
            event.serviceTime = MILLI;
            event.file = "/data/a";
            event.inode = 7;
            more.accept(event);
        });
    }
}
