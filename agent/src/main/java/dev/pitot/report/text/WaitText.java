package dev.pitot.report.text;

import dev.pitot.report.model.Longest;
import dev.pitot.report.model.Waits;

/** Prints the longest single waits. */
final class WaitText {

    private WaitText() {}

    static void write(Waits waits, Page page) {
        section("Longest waits for a CPU", "", "waits", waits.runQueue(), page);
        section(
                "Longest times off the CPU",
                " (including the wait for a CPU at the end)",
                "sleeps",
                waits.offCpu(),
                page);
        section("Longest major page faults", "", "faults", waits.majorFaults(), page);
    }

    private static void section(String heading, String aside, String things, Longest waits, Page page) {
        if (waits.entries().isEmpty()) {
            return;
        }
        page.heading(heading
                + RecordedText.of(waits.entries().size(), waits.recorded().count())
                + aside);
        page.paragraph(RecordedText.line(waits.recorded(), things));
        var table = page.table(
                Column.left("time"), Column.right("duration"), Column.elastic("thread"), Column.elastic("what"));
        for (var wait : waits.entries()) {
            table.row(
                    page.time(wait.start()),
                    Human.duration(wait.durationNanos()),
                    wait.thread().name(),
                    wait.detail());
        }
        page.table(table);
    }
}
