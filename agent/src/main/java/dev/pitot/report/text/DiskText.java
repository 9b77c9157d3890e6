package dev.pitot.report.text;

import dev.pitot.report.model.Disk;
import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.Top;
import java.util.ArrayList;
import java.util.List;

/** Prints disk time by file, thread and phase. */
final class DiskText {

    private DiskText() {}

    static void write(Disk disk, Page page) {
        var requests = RecordedText.line(disk.requests(), "requests");
        section(
                "Files by disk time",
                " (queue and service of the requests that threads of this JVM made)",
                "file",
                requests,
                disk.files(),
                disk.all(),
                page);
        section(
                "Written back by the kernel later",
                " (async: no thread asked for it or waited)",
                "file",
                RecordedText.line(disk.written(), "requests"),
                disk.asynchronous(),
                disk.allWritten(),
                page);
        section("Threads by disk time", "", "thread", requests, disk.threads(), disk.all(), page);
        section("Phases by disk time", "", "phase", requests, disk.phases(), disk.all(), page);
    }

    private static void section(
            String heading, String aside, String of, String recorded, Top<DiskTotal> totals, DiskTotal all, Page page) {
        if (totals.entries().isEmpty()) {
            return;
        }
        page.heading(heading + RecordedText.of(totals) + aside);
        page.paragraph(recorded);
        var table = page.table(
                Column.elastic(of),
                Column.right("disk time"),
                Column.right("reads"),
                Column.right("writes"),
                Column.right("bytes"),
                Column.right("p50"),
                Column.right("p99"),
                Column.right("max"));
        totals.entries().forEach(total -> row(table, total));
        if (totals.of() > 1) {
            row(table, all);
        }
        page.table(table);
    }

    private static void row(Table table, DiskTotal total) {
        table.row(
                besides(total),
                total.name(),
                Human.duration(total.diskNanos()),
                Human.count(total.reads()),
                Human.count(total.writes()),
                Human.bytes(total.bytes()),
                Human.duration(total.p50Nanos()),
                Human.duration(total.p99Nanos()),
                Human.duration(total.maxNanos()));
    }

    /** Returns the requests that neither read nor write; most files have none. */
    private static List<String> besides(DiskTotal total) {
        var parts = new ArrayList<String>();
        if (total.flushes() > 0) {
            parts.add("flushes " + Human.count(total.flushes()));
        }
        if (total.discards() > 0) {
            parts.add("discards " + Human.count(total.discards()) + " of " + Human.bytes(total.discardedBytes()));
        }
        if (total.others() > 0) {
            parts.add("others " + Human.count(total.others()));
        }
        return parts.isEmpty() ? List.of() : List.of("    " + String.join(", ", parts));
    }
}
