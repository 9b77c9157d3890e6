package dev.pitot.report.text;

import dev.pitot.report.model.Activity;
import dev.pitot.report.model.Bill;
import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Phase;
import dev.pitot.report.model.PhaseTotal;
import dev.pitot.report.model.Phases;
import dev.pitot.report.model.Top;
import dev.pitot.report.model.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Prints phases and their bills. */
final class PhaseText {

    /** A method's parameters and result, which a line has no room for. They may be cut off. */
    private static final Pattern SIGNATURE = Pattern.compile("\\([^) ]*+(?:\\)\\S+|(?= |$))");

    private static final int MAX_SCANNED = 1 << 11;

    private PhaseText() {}

    static void write(Phases phases, Coverage coverage, Page page) {
        slowest("Slowest phases", ", some of every type", phases.slowest(), page);
        slowest("Longest parks, sleeps and contended monitors", "", phases.slowestWaits(), page);
        slowest(
                "Phases that waited longest for the disk",
                " (only the outermost: their bills include what happened inside)",
                phases.longestIoWaits(),
                page);
        totals(phases, coverage, page);
    }

    private static void slowest(String heading, String aside, Top<Phase> phases, Page page) {
        if (phases.entries().isEmpty()) {
            return;
        }
        page.heading(heading + RecordedText.of(phases) + aside);
        var table = page.table(
                        Column.left("time"), Column.left("phase"), Column.elastic("what"), Column.elastic("thread"))
                .titlesBelow(BillColumns.titles() + "  disk");
        for (var phase : phases.entries()) {
            table.row(
                    below(phase, page),
                    page.time(phase.start()),
                    phase.type(),
                    withoutSignature(phase.what()),
                    phase.thread().name());
        }
        page.table(table);
    }

    /**
     * Removes signatures. It scans only as much as fits a line, because a hostile text may have parentheses everywhere.
     */
    private static String withoutSignature(String what) {
        return SIGNATURE
                .matcher(what.substring(0, Math.min(what.length(), MAX_SCANNED)))
                .replaceFirst("(..)");
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

    private static void totals(Phases phases, Coverage coverage, Page page) {
        if (phases.types().isEmpty()) {
            return;
        }
        page.heading("All phases by type (each type counts time once; two types may count the same time)");
        if (!phases.nestingKnown()) {
            page.line("  too many phases to check all for nesting: some time counts twice");
        }
        page.line(BillColumns.titles() + "  disk");
        phases.types().forEach(total -> total(total, threshold(total, coverage), page));
        if (phases.types().size() > 1) {
            total(phases.all(), "", page);
        }
    }

    private static void total(PhaseTotal total, String threshold, Page page) {
        var inner = total.count() - total.outermost();
        var nested = inner == 0 ? "" : ", " + Human.count(inner) + " of them inside others";
        page.line("  " + page.cut(total.type() + ", " + Human.count(total.count()) + threshold + nested, 2));
        page.lines(bill(BillColumns.of(total.bill()), total.activity(), page));
        page.line(BillColumns.shares(total.bill()));
    }

    private static String threshold(PhaseTotal total, Coverage coverage) {
        var threshold = coverage.thresholds().get("pitot." + total.type());
        return threshold == null || threshold.highestNanos() == 0
                ? ""
                : " of at least " + Human.duration(threshold.lowestNanos());
    }
}
