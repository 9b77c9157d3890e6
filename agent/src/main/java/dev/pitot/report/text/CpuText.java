package dev.pitot.report.text;

import dev.pitot.report.CpuTotal;
import java.util.List;

/** Threads by CPU. */
final class CpuText {

    private CpuText() {}

    static void write(List<CpuTotal> threads, Page page) {
        if (threads.isEmpty()) {
            return;
        }
        page.heading("Threads by CPU time");
        page.line(BillColumns.titles() + "  switches");
        for (var total : threads) {
            page.line("  " + Table.printable(total.thread().name()));
            page.line(BillColumns.of(total.bill()) + "  " + switches(total));
        }
    }

    private static String switches(CpuTotal total) {
        var activity = total.activity();
        return Human.count(activity.voluntarySwitches() + activity.involuntarySwitches());
    }
}
