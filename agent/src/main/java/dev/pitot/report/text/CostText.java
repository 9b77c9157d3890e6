package dev.pitot.report.text;

import dev.pitot.report.model.Cost;
import dev.pitot.report.model.ProbeTotal;
import dev.pitot.report.model.Top;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints Pitot's own cost. */
final class CostText {

    private CostText() {}

    static void write(Cost cost, Page page) {
        if (cost.programs().entries().isEmpty() && cost.attachNanos() == 0) {
            return;
        }
        page.heading("Pitot's own cost" + programs(cost.programs()));
        if (cost.attachNanos() > 0) {
            page.line("  " + Human.duration(cost.attachNanos()) + " of CPU time to attach the probes");
        }
        if (cost.programs().entries().isEmpty()) {
            return;
        }
        page.line("  " + together(cost));
        var table = page.table(
                Column.elastic("program"),
                Column.elastic("event"),
                Column.right("runs"),
                Column.right("CPU time"),
                Column.right("traps"),
                Column.right("ns/run"));
        for (var program : cost.programs().entries()) {
            table.row(
                    below(program, page),
                    program.program(),
                    program.event() == null ? "" : program.event(),
                    Human.count(program.runs()),
                    Human.duration(program.cpuNanos()),
                    Human.duration(program.trapNanos()),
                    program.runs() == 0 ? "-" : Human.count(program.costNanos() / program.runs()));
        }
        page.table(table);
    }

    private static String programs(Top<ProbeTotal> programs) {
        var some = RecordedText.of(programs);
        return some.isEmpty() ? "" : some + " programs (the sum includes all)";
    }

    private static String together(Cost cost) {
        var text = Human.duration(cost.costNanos()) + " of CPU time in " + Human.duration(cost.measuredNanos())
                + " measured";
        return cost.share() == null
                ? text
                : text + String.format(Locale.ROOT, ": %.2f %% of the process's", 100 * cost.share());
    }

    private static List<String> below(ProbeTotal program, Page page) {
        var parts = new ArrayList<String>();
        if (program.records() > 0) {
            parts.add(Human.count(program.records()) + " records, " + Human.bytes(program.bytes()));
        }
        if (program.source() != null) {
            parts.add("by " + program.source());
        }
        return parts.isEmpty() ? List.of() : List.of("      " + page.cut(String.join("; ", parts), 6));
    }
}
