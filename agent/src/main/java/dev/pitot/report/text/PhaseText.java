package dev.pitot.report.text;

import dev.pitot.report.Activity;
import dev.pitot.report.Bill;
import dev.pitot.report.Phase;
import dev.pitot.report.PhaseTotal;
import dev.pitot.report.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Phases and their bills. */
final class PhaseText {

    /** A method's parameters and result: the model has them, a line has no room for them. They may be cut off. */
    private static final Pattern SIGNATURE = Pattern.compile("\\([^) ]*(?:\\)\\S+|(?= |$))");

    private PhaseText() {}

    static void slowest(String heading, List<Phase> phases, Page page) {
        if (phases.isEmpty()) {
            return;
        }
        page.heading(heading);
        var table = page.table(
                        Column.left("time"), Column.left("phase"), Column.elastic("what"), Column.elastic("thread"))
                .titlesBelow(BillColumns.titles() + "  disk");
        for (var phase : phases) {
            table.row(
                    below(phase, page),
                    page.time(phase.start()),
                    phase.type(),
                    SIGNATURE.matcher(phase.what()).replaceFirst("(..)"),
                    phase.thread().name());
        }
        page.table(table);
    }

    private static List<String> below(Phase phase, Page page) {
        var lines = new ArrayList<>(bill(BillColumns.of(phase.bill()), phase.activity(), page));
        var workers = phase.workers();
        if (workers != null) {
            lines.addAll(workers(workers, page));
        }
        return lines;
    }

    private static List<String> bill(String bill, Activity activity, Page page) {
        var disk = disk(activity);
        return disk.isEmpty() ? List.of(bill) : BillColumns.beside(bill, disk, page.width());
    }

    private static List<String> workers(Workers workers, Page page) {
        var together = new Bill(
                workers.onCpuNanos(), workers.runQueueNanos(), workers.ioWaitNanos(), workers.blockedNanos(), 0);
        var worst = workers.count() + " workers, worst " + Human.duration(workers.worstRunQueueNanos());
        return BillColumns.beside(BillColumns.of(together), worst, page.width());
    }

    private static String disk(Activity activity) {
        var parts = new ArrayList<String>();
        if (activity.blockReads() > 0) {
            parts.add(Human.count(activity.blockReads()) + "r " + Human.bytes(activity.blockReadBytes()));
        }
        if (activity.blockWrites() > 0) {
            parts.add(Human.count(activity.blockWrites()) + "w " + Human.bytes(activity.blockWriteBytes()));
        }
        if (activity.blockFlushes() > 0) {
            parts.add(Human.count(activity.blockFlushes()) + "f");
        }
        if (activity.blockDiscards() > 0) {
            parts.add(Human.count(activity.blockDiscards()) + "d " + Human.bytes(activity.blockDiscardBytes()));
        }
        if (activity.blockOthers() > 0) {
            parts.add(Human.count(activity.blockOthers()) + "o");
        }
        return String.join(" ", parts);
    }

    static void totals(List<PhaseTotal> totals, Page page) {
        if (totals.isEmpty()) {
            return;
        }
        page.heading("All phases by type (they nest: an outer phase's bill holds the inner ones')");
        page.line(BillColumns.titles() + "  disk");
        for (var total : totals) {
            page.line("  " + total.type() + ", " + Human.count(total.count()));
            page.lines(bill(BillColumns.of(total.bill()), total.activity(), page));
            page.line(BillColumns.shares(total.bill()));
        }
    }
}
