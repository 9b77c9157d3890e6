package dev.pitot.report.text;

import dev.pitot.report.Wait;
import dev.pitot.report.Waits;
import java.util.List;

/** The longest single waits. */
final class WaitText {

    private WaitText() {}

    static void write(Waits waits, Page page) {
        section("Longest waits for a CPU", waits.runQueue(), page);
        section("Longest times off the CPU", waits.offCpu(), page);
        section("Longest major page faults", waits.majorFaults(), page);
    }

    private static void section(String heading, List<Wait> waits, Page page) {
        if (waits.isEmpty()) {
            return;
        }
        page.heading(heading);
        var table = page.table(
                Column.left("time"), Column.right("duration"), Column.elastic("thread"), Column.elastic("what"));
        for (var wait : waits) {
            table.row(
                    page.time(wait.start()),
                    Human.duration(wait.durationNanos()),
                    wait.thread().name(),
                    wait.detail());
        }
        page.table(table);
    }
}
