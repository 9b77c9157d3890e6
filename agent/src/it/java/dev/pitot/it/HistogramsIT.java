package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Bcc;
import dev.pitot.testkit.Bcc.Counts;
import dev.pitot.testkit.HistogramRows;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ThreadShifts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The histograms are those that BCC's own {@code cpudist}, {@code runqlat} and {@code biolatency} draw at the same time of
 * the same work.
 *
 * <p>Each difference that there may be has a cause, and each cause is counted while it happens:
 *
 * <ul>
 *   <li>Edges. BCC is read before and after each end of Pitot's window: what the window has lies between two counts.
 *   <li>Two readings of two clocks: Pitot's of the scheduler's, when it decided. With every time {@link Bcc#SKEW} shorter, BCC must
 *       have at least as many below each bound of a slot as Pitot has; with every time that much longer, at most as many.
 *   <li>Switches and wakeups without their event, which Pitot makes up for and BCC's tools know nothing of: each moves
 *       one value.
 *   <li>A hypervisor that takes the CPU away between the two readings, or takes long to let it have a page: the tools see that
 *       themselves. It moves two values, of the thread that left the CPU and of that which got it.
 *   <li>Preempted on the way to sleep: a wait for a CPU for Pitot, and none for runqlat.
 * </ul>
 */
@RequiresKernel
class HistogramsIT {
    private static final long THEFT = 100_000; // ns

    @TempDir
    static Path directory;

    private static Run run;
    private static Counts inner;
    private static Counts outer;
    private static long untold;

    @BeforeAll
    static void trace() throws Exception {
        var jvm = TracedJvm.of(directory)
                .jvm("--enable-native-access=ALL-UNNAMED", "-Xmx128m")
                .record("test.Mark", "0 ns")
                .recordOnly("pitot.OnCpuTime", "pitot.OffCpuTime", "pitot.RunQueueLatency", "pitot.BlockIoLatency");
        for (var event : List.of("OnCpuTime", "OffCpuTime", "RunQueueLatency", "BlockIoLatency")) {
            // Rows by the ends of chunks alone: one just before a mark would move the window.
            jvm.setting("pitot." + event + "#period", "1 h");
        }
        try (var running =
                jvm.start(ThreadShifts.class, directory.resolve("data").toString())) {
            running.awaitLine("ready");
            try (var bcc = Bcc.trace(running.process().pid(), directory)) {
                var first = bcc.read();
                running.ask("begin", "done begin");
                var second = bcc.read();
                running.ask("work", "done work");
                var third = bcc.read();
                running.ask("end", "done end");
                untold = KernelObjects.untold(running.process().pid());
                outer = bcc.read().minus(first);
                inner = third.minus(second);
            }
            running.process().getOutputStream().close();
            run = running.await();
        }
        assertThat(run.err()).isEmpty();
        System.out.printf(
                "%d switches (%d at the edges); %d of them and %d wakeups had no event, %d preempted on the way to sleep, "
                        + "%d came back on another CPU, %d of BCC's readings late, and %d of requests%n",
                inner.switches(),
                outer.switches() - inner.switches(),
                outer.unseenSwitches(),
                outer.unseenWakeups(),
                outer.preemptedOnTheWayToSleep(),
                outer.migrated(),
                outer.delays(),
                outer.requestDelays());
    }

    @Test
    void onCpuTimeIsCpudists() throws Exception {
        compare("OnCpuTime", outer.unseenSwitches() + delays(), 0);
    }

    @Test
    void offCpuTimeIsCpudists() throws Exception {
        compare("OffCpuTime", outer.unseenSwitches() + delays(), 0);
    }

    @Test
    void runQueueLatencyIsRunqlats() throws Exception {
        compare(
                "RunQueueLatency",
                outer.unseenSwitches() + outer.unseenWakeups() + delays(),
                outer.preemptedOnTheWayToSleep());
    }

    /**
     * No request is under way at the edges, so both see the same begin. Of some ends the kernel tells neither: docs/differences.md.
     */
    @Test
    void blockIoLatencyIsBiolatencys() throws Exception {
        for (var queued : new boolean[] {false, true}) {
            var name = queued ? "BlockIoLatency queued" : "BlockIoLatency";
            var rows = between("BlockIoLatency")
                    .where(row -> row.getBoolean("queued") == queued
                            && !row.getBoolean("async")
                            && "read".equals(row.getString("operation")));
            var begun = inner.get("requests")[0];
            var unended = Math.max(begun - sum(inner.get(name + " dist")), begun - rows.count());
            compare(name, rows.counts(), thefts() + outer.requestDelays() + unended, 0);
            assertThat(begun).isGreaterThanOrEqualTo(ThreadShifts.READS);
            assertThat(unended).isBetween(0L, untold);
            assertThat(rows.count()).isBetween(ThreadShifts.READS - untold, begun);
        }
    }

    /** At most how often a hypervisor may have taken the CPU away between two readings, for longer than {@link Bcc#SKEW}. */
    private static long thefts() throws Exception {
        return (ThreadShifts.mark(run, "end").getLong("stolen")
                        - ThreadShifts.mark(run, "begin").getLong("stolen"))
                / THEFT;
    }

    /** How many values of the scheduler's events may be elsewhere in BCC's histogram because it read the clock late. */
    private static long delays() throws Exception {
        return 2 * outer.delays() + thefts();
    }

    private static HistogramRows between(String event) throws Exception {
        return HistogramRows.of(run, event).between(ThreadShifts.mark(run, "begin"), ThreadShifts.mark(run, "end"));
    }

    private static void compare(String name, long moved, long more) throws Exception {
        var counts = between(name).counts();
        compare(name, counts, moved, more);
        assertThat(sum(counts)).isGreaterThan(10_000);
    }

    /**
     * Below each bound of a slot, and in all.
     *
     * @param moved how many values may be elsewhere in BCC's histogram, or missing there, and the other way round
     * @param more how many more Pitot may have
     */
    private static void compare(String name, long[] pitot, long moved, long more) {
        print(name, pitot, inner.get(name + " dist"), outer.get(name + " dist"));
        var least = inner.get(name + " longer");
        var most = outer.get(name + " shorter");
        for (var slot = 0; slot < HistogramRows.SLOTS; slot++) {
            assertThat(sum(pitot, slot))
                    .as("%s: how many up to slot %d", name, slot)
                    .isBetween(sum(least, slot) - moved, sum(most, slot) + moved + more);
        }
    }

    private static void print(String name, long[] pitot, long[] inner, long[] outer) {
        System.out.printf("%-22s %12s %12s %12s %9s%n", name, "Pitot", "BCC inside", "and edges", "outside");
        for (var slot = 1; slot < HistogramRows.SLOTS; slot++) {
            if (pitot[slot] + outer[slot] > 0) {
                System.out.printf(
                        "%10d -> %-8d %12d %12d %12d %+9d%n",
                        slot == 1 ? 0 : 1L << slot - 1,
                        (1L << slot) - 1,
                        pitot[slot],
                        inner[slot],
                        outer[slot],
                        pitot[slot] - Math.clamp(pitot[slot], inner[slot], outer[slot]));
            }
        }
        System.out.printf("%22s %12d %12d %12d%n", "", sum(pitot), sum(inner), sum(outer));
    }

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static long sum(long[] counts, int last) {
        return Arrays.stream(counts, 0, last + 1).sum();
    }
}
