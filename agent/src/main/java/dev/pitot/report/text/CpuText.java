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
        page.lines(BillColumns.beside(BillColumns.titles(), "switches", page.width()));
        for (var total : threads) {
            page.line("  " + page.cut(total.thread().name(), 2));
            page.lines(BillColumns.beside(BillColumns.of(total.bill()), switches(total), page.width()));
        }
    }

    private static String switches(CpuTotal total) {
        var activity = total.activity();
        return Human.count(activity.voluntarySwitches() + activity.involuntarySwitches());
    }
}
