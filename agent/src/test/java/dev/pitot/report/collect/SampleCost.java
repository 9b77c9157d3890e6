package dev.pitot.report.collect;

import dev.pitot.report.collect.ForgedEvents.PoorProbeCost;
import dev.pitot.report.collect.ForgedEvents.ProbeCost;

/** Rows of cost with known numbers. */
final class SampleCost {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private SampleCost() {}

    /** A busy second, in which the process had 3 s, and one in which it had 1 s; and 100 and 40 ms of cost in them. */
    static void commit() {
        var busy = ForgedEvents.place(new ProbeCost(), 3 * SECOND, SECOND);
        switches(busy, 23, 40 * MILLI, 40.0 / 3000);
        phases(busy, 5, 2 * MILLI, 8 * MILLI, 10.0 / 3000);
        drain(busy, 50 * MILLI, 50.0 / 3000);
        row(
                ForgedEvents.place(new ProbeCost(), 4 * SECOND, SECOND),
                "attach",
                null,
                1,
                300 * MILLI,
                0,
                0,
                0.5,
                "thread clock");
        var quiet = ForgedEvents.place(new ProbeCost(), 2 * SECOND, SECOND);
        switches(quiet, 23, 20 * MILLI, 20.0 / 1000);
        phases(quiet, 5, 2 * MILLI, 8 * MILLI, 10.0 / 1000);
        drain(quiet, 10 * MILLI, 10.0 / 1000);
    }

    private static void switches(ProbeCost stretch, long runs, long cpu, double share) {
        row(stretch, "on_switch", null, runs, cpu, 0, 0, share, "the kernel's statistics");
    }

    private static void phases(ProbeCost stretch, long runs, long cpu, long traps, double share) {
        row(stretch, "phase_begin", "pitot.ClassLoad", runs, cpu, traps, 0, share, null);
    }

    private static void drain(ProbeCost stretch, long cpu, double share) {
        row(stretch, "pitot-drain", null, 0, cpu, 0, 17, share, "the thread's clock");
    }

    private static void row(
            ProbeCost stretch,
            String program,
            String of,
            long runs,
            long cpu,
            long traps,
            long records,
            double share,
            String source) {
        ForgedEvents.commit(new ProbeCost(), stretch, event -> {
            event.program = program;
            event.event = of;
            event.runs = runs;
            event.cpuTime = cpu;
            event.trapTime = traps;
            event.records = records;
            event.bytes = 100 * records;
            event.share = share;
            event.source = source;
        });
    }

    /** A good row of 1 ms in 100 ms, and such as have nothing to say of the share. */
    static void commitHostile() {
        switches(stretch(), 1, MILLI, 0.01);
        switches(stretch(), 1, MILLI, Double.NaN);
        switches(stretch(), 1, MILLI, Double.POSITIVE_INFINITY);
        switches(stretch(), 1, MILLI, -1);
        switches(stretch(), 1, MILLI, 0);
        switches(stretch(), 0, 0, 0.5);
        switches(stretch(), -7, -MILLI, 0.5);
        row(stretch(), "\u001b[31m" + "x".repeat(300), "y".repeat(300), 0, 1, 0, 1, Double.NaN, "z".repeat(300));
        var poor = new PoorProbeCost();
        poor.share = "1";
        poor.runs = 7;
        poor.commit();
    }

    private static ProbeCost stretch() {
        return ForgedEvents.place(new ProbeCost(), SECOND, SECOND);
    }
}
