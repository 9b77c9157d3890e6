package dev.pitot.cost;

import static dev.pitot.plan.EventKind.BLOCK_IO;
import static dev.pitot.plan.EventKind.CLASS_LOAD;
import static dev.pitot.plan.EventKind.MAJOR_FAULT;
import static dev.pitot.plan.EventKind.OFF_CPU;
import static dev.pitot.plan.EventKind.RUN_QUEUE_WAIT;
import static dev.pitot.plan.EventKind.THREAD_CPU;
import static dev.pitot.plan.EventKind.THREAD_PARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.kernel.RunTimes.RunTime;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Spending.Spent;
import dev.pitot.record.Layout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTableTest {
    private static final long PROCESS = 1_000_000_000;
    private static final TrapCost TRAP = new TrapCost(500, 60);
    private static final int THREAD_START = 37;

    private final long[] hits = new long[Layout.RECORD_TYPES];
    private final long[] records = new long[Layout.RECORD_TYPES];

    private CostTotals spent(Map<String, RunTime> programs, Map<String, Long> threads) {
        return new CostTotals(1_000_000_000, PROCESS, programs, threads, hits, records);
    }

    private List<ProgramCost> rows(Map<String, RunTime> programs) {
        return CostTable.of(spent(programs, Map.of()), TRAP, 0, "test");
    }

    private void handedOver(EventKind kind, long count) {
        records[kind.number()] = count;
    }

    private static long bytes(EventKind kind, long count) {
        return count * Layout.size(kind.number());
    }

    @Test
    void theOneProgramOfAllPhasesIsSplitByTheHitsOfEach() {
        hits[THREAD_PARK.number()] = 900;
        hits[CLASS_LOAD.number()] = 90;
        hits[THREAD_START] = 10;
        handedOver(THREAD_PARK, 3);
        assertThat(rows(Map.of("hotspot", new RunTime(1000, 300_000))))
                .containsExactly(
                        new ProgramCost(
                                "hotspot",
                                THREAD_PARK,
                                900,
                                270_000,
                                450_000,
                                3,
                                bytes(THREAD_PARK, 3),
                                0.00072,
                                0,
                                "test"),
                        new ProgramCost("hotspot", CLASS_LOAD, 90, 27_000, 45_000, 0, 0, 0.000072, 0, "test"),
                        new ProgramCost("hotspot", null, 10, 3_000, 5_000, 0, 0, 0.000008, 0, "test"));
    }

    @Test
    void withoutHitsItIsNobodys() {
        assertThat(rows(Map.of("hotspot", new RunTime(1000, 300_000))))
                .containsExactly(new ProgramCost("hotspot", null, 1000, 300_000, 500_000, 0, 0, 0.0008, 0, "test"));
    }

    @Test
    void aTracepointsProgramIsOfItsEventOrOfTheAccount() {
        assertThat(rows(Map.of(
                        "sched_switch", new RunTime(5, 500),
                        "page_fault_user", new RunTime(4, 400),
                        "sched_waking", new RunTime(3, 300),
                        "block_io_done", new RunTime(2, 200),
                        "block_io_start", new RunTime(1, 100),
                        "task_rename", new RunTime(0, 0))))
                .extracting(ProgramCost::program, ProgramCost::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("sched_switch", null),
                        org.assertj.core.groups.Tuple.tuple("page_fault_user", MAJOR_FAULT),
                        org.assertj.core.groups.Tuple.tuple("sched_waking", OFF_CPU),
                        org.assertj.core.groups.Tuple.tuple("block_io_done", BLOCK_IO),
                        org.assertj.core.groups.Tuple.tuple("block_io_start", null));
    }

    @Test
    void recordsThatTheAccountsProgramsHandOverHaveARowWithoutATime() {
        handedOver(RUN_QUEUE_WAIT, 7);
        handedOver(THREAD_CPU, 2);
        assertThat(rows(Map.of("sched_switch", new RunTime(5, 500))))
                .containsExactly(
                        new ProgramCost("sched_switch", null, 5, 500, 0, 0, 0, 5e-7, 0, "test"),
                        new ProgramCost(
                                "sched_switch", RUN_QUEUE_WAIT, 0, 0, 0, 7, bytes(RUN_QUEUE_WAIT, 7), 0, 0, "test"),
                        new ProgramCost("tasks", THREAD_CPU, 0, 0, 0, 2, bytes(THREAD_CPU, 2), 0, 0, "test"));
    }

    @Test
    void whatCountingAddsIsTakenOffAndSaid() {
        var rows = CostTable.of(
                spent(
                        Map.of("sched_switch", new RunTime(100, 10_000), "sched_wakeup", new RunTime(100, 5_000)),
                        Map.of()),
                TRAP,
                59.8,
                "test");
        assertThat(rows)
                .containsExactly(
                        new ProgramCost("sched_switch", null, 100, 4_020, 0, 0, 0, 4.02e-6, 60, "test"),
                        new ProgramCost("sched_wakeup", null, 100, 0, 0, 0, 0, 0, 60, "test"));
    }

    @Test
    void aTrapThatIsNotKnownCostsNothingAndItIsSaid() {
        var rows = CostTable.of(spent(Map.of("hotspot", new RunTime(10, 100)), Map.of()), TrapCost.UNKNOWN, 0, "test");
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.trapNanos()).isZero();
            assertThat(row.source()).isEqualTo("test; cost of a trap not known");
        });
    }

    @Test
    void sharesAddUpAndTheGovernorGetsTheSame() {
        hits[THREAD_PARK.number()] = 12_345;
        hits[CLASS_LOAD.number()] = 777;
        hits[THREAD_START] = 3;
        handedOver(THREAD_PARK, 100);
        handedOver(RUN_QUEUE_WAIT, 300);
        records[THREAD_START] = 3;
        var spent = spent(
                Map.of(
                        "hotspot", new RunTime(13_125, 3_141_593),
                        "sched_switch", new RunTime(99_991, 27_182_818),
                        "page_fault_user", new RunTime(17, 1_999)),
                Map.of("pitot-drain", 4_030_000L));
        var stretch = new CostWindow(CostTable.of(spent, TRAP, 7, "test"), PROCESS, 0, 1_000_000_000);

        var program = 3_141_593 - 13_125 * 7 + 13_125 * 500;
        var all = program + (27_182_818 - 99_991 * 7) + (1_999 - 17 * 7) + 4_030_000;
        assertThat(stretch.costs().stream().mapToLong(ProgramCost::nanos).sum()).isEqualTo(all);
        assertThat(stretch.share()).isEqualTo((double) all / PROCESS, within(1e-12));

        var spending = stretch.spending();
        assertThat(spending.kinds().get(RUN_QUEUE_WAIT)).isEqualTo(new Spent(0, 3_000_000));
        assertThat(spending.kinds().get(THREAD_PARK).recordNanos()).isEqualTo(1_000_000);
        assertThat(spending.restNanos()
                        + spending.kinds().values().stream()
                                .mapToLong(of -> of.probeNanos() + of.recordNanos())
                                .sum())
                .isEqualTo(all);
        assertThat(spending.restNanos()).isGreaterThanOrEqualTo(27_182_818 - 99_991 * 7 + 30_000);
    }

    /** 10 ms of a thread's in ten seconds are one in a second, but only as much as of the process's CPU time falls into that. */
    @Test
    void threadsAreMeasuredOverALongerTime() {
        assertThat(threadIn(1_000_000_000, 500)).isEqualTo(1_000_000);
        assertThat(threadIn(1_000_000_000, 20)).isEqualTo(200_000);
        assertThat(threadIn(10_000_000_000L, 1_000)).isEqualTo(10_000_000);
        assertThat(threadIn(11_000_000_000L, 1_001)).isEqualTo(10_000_000);
    }

    private static long threadIn(long nanos, long processMillis) {
        return ofThread(nanos, processMillis, 0)
                .withThreadsOf(ofThread(10_000_000_000L, 1_000, 10_000_000))
                .threads()
                .get("t");
    }

    private static CostTotals ofThread(long nanos, long processMillis, long thread) {
        var none = new long[Layout.RECORD_TYPES];
        return new CostTotals(nanos, processMillis * 1_000_000, Map.of(), Map.of("t", thread), none, none);
    }

    @Test
    void totalsThatBeganAnewAreWhatTheyAre() {
        hits[1] = 5;
        var before = spent(Map.of("a", new RunTime(10, 100), "gone", new RunTime(1, 1)), Map.of("t", 50L));
        var now = new CostTotals(
                1_500_000_000,
                PROCESS + 7,
                Map.of("a", new RunTime(3, 30), "b", new RunTime(4, 40)),
                Map.of("t", 70L, "u", 5L),
                new long[Layout.RECORD_TYPES],
                records);
        var difference = now.since(before);
        assertThat(difference.nanos()).isEqualTo(500_000_000);
        assertThat(difference.processNanos()).isEqualTo(7);
        assertThat(difference.programs())
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", new RunTime(3, 30), "b", new RunTime(4, 40)));
        assertThat(difference.threads()).containsExactlyInAnyOrderEntriesOf(Map.of("t", 20L, "u", 5L));
        assertThat(difference.hits()).containsOnly(0);
    }
}
