package dev.pitot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.report.Lookalike.BlockIo;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneOffset;
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
        assertThat(text(report)).contains("    and 1 flushes, 2 discards of 527 KiB, 1 others\n");
    }

    @Test
    void aRequestWithoutFileIsNamedByItsKind() throws Exception {
        var report = read(() -> {
            request("discard", 1, event -> event.file = null);
            request("write", 1, event -> event.file = null);
        });
        assertThat(report.disk().files().entries())
                .extracting(DiskTotal::name)
                .containsExactlyInAnyOrder("(discard, vda)", "(no file name, vda)");
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
        Lookalike.commit(new BlockIo(), 1000 * MILLI, MILLI, event -> {
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
