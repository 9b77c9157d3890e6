package dev.pitot.report.text;

import dev.pitot.report.model.Cpu;
import dev.pitot.report.model.CpuTotal;

/** Prints threads by CPU time. */
final class CpuText {

    private CpuText() {}

    static void write(Cpu cpu, Page page) {
        var threads = cpu.threads();
        if (threads.entries().isEmpty()) {
            return;
        }
        page.heading("Threads by CPU time" + RecordedText.of(threads) + " (each while it was measured)");
        page.lines(BillColumns.beside(BillColumns.titles(), "switches", page.width()));
        threads.entries().forEach(total -> line(total, page));
        if (threads.of() > 1) {
            line(cpu.all(), page);
        }
    }

    private static void line(CpuTotal total, Page page) {
        page.line("  " + page.cut(total.thread().name(), 2));
        page.lines(BillColumns.beside(BillColumns.of(total.bill()), switches(total), page.width()));
    }

    private static String switches(CpuTotal total) {
        var activity = total.activity();
        return Human.count(activity.voluntarySwitches() + activity.involuntarySwitches());
    }
}
