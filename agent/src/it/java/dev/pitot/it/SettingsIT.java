package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventKind;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.KernelObjects.Count;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Settings;
import dev.pitot.testkit.SteeredTest;
import dev.pitot.testkit.TracedJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What recordings set reaches the kernel, while others run and without a loss to them. */
@RequiresKernel
class SettingsIT extends SteeredTest {
    private static final String PARKS = "pitot.ThreadPark#threshold=0ns";

    /** Room for what a busy machine has no time to read at once: no loss then is by overflow. */
    private static final String ROOMY = "wait=30s,ring=16m,budget=off";

    /** Short; but not so short that a machine with nothing else to do fills the ring buffer. */
    private static final int PARK_NANOS = 50_000;

    /** What is shorter than the threshold does not leave the kernel. */
    @Test
    void onlyPhasesFromTheThresholdOnLeaveTheKernel() throws Exception {
        try (var jvm = start("wait=30s,budget=off")) {
            jvm.ask("start all " + Settings.only("pitot.ThreadSleep#threshold=100ms"), "ok");
            jvm.ask("begin 3 sleeps 40 1", "ok");
            jvm.ask("begin 3 sleeps 7 130", "ok");
            jvm.ask("join", "ok");
            assertThat(count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP)).isEqualTo(3 * 7);
            assertThat(stop(jvm, "all", "pitot.ThreadSleep")).hasSize(3 * 7).allSatisfy(sleep -> assertThat(
                            sleep.getDuration())
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100)));
            end(jvm);
        }
    }

    /** The kernel's own histogram of the same requests has a bound where the threshold is. */
    @Test
    void onlyRequestsFromTheThresholdOnLeaveTheKernel() throws Exception {
        try (var jvm = start("wait=30s,budget=off")) {
            var threshold = Duration.ofNanos(128_000);
            jvm.ask(
                    "start all "
                            + Settings.only("pitot.BlockIo#threshold=128us", "pitot.BlockIoLatency#period=endChunk"),
                    "ok");
            jvm.ask("begin 4 reads " + blocks(400) + " 100", "ok");
            Poll.until(() -> count(jvm, Count.RECORDS, EventKind.BLOCK_IO) >= 100, () -> "no requests so long");
            var reads = release(jvm);
            var records = count(jvm, Count.RECORDS, EventKind.BLOCK_IO);
            var unseen = KernelObjects.requests(jvm.process().pid());
            var recorded = stopped(jvm, "all");
            unseen += lost(recorded, "pitot.BlockIo", NO_END);
            var requests = of(recorded, "pitot.BlockIoLatency").stream()
                    .filter(row -> row.getBoolean("queued"))
                    .toList();
            assertThat(counts(requests) + unseen).isGreaterThanOrEqualTo(reads);
            var longer = requests.stream()
                    .filter(row -> row.getDuration("atLeast").compareTo(threshold) >= 0)
                    .toList();
            System.out.println("requests " + counts(requests) + ", from the threshold on " + counts(longer));
            assertThat(counts(longer)).isEqualTo(records).isLessThan(counts(requests));
            assertThat(of(recorded, "pitot.BlockIo")).hasSize((int) records);
            end(jvm);
        }
    }

    @Test
    void aRecordingThatStopsTakesOnlyItsOwnThresholdAway() throws Exception {
        try (var jvm = start("wait=30s,budget=off")) {
            jvm.ask("start high " + Settings.only("pitot.ThreadSleep#threshold=100ms"), "ok");
            jvm.ask("start low " + Settings.only("pitot.ThreadSleep#threshold=0ns"), "ok");
            sleepBoth(jvm);
            assertThat(count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP)).isEqualTo(10);
            assertThat(stop(jvm, "low", "pitot.ThreadSleep")).hasSize(10);
            var probes = KernelObjects.probes(jvm.process().pid());
            awaitThreshold(jvm, Duration.ofMillis(100));
            var before = count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP);
            sleepBoth(jvm);
            assertThat(count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP) - before)
                    .isEqualTo(3);
            assertThat(KernelObjects.probes(jvm.process().pid())).isEqualTo(probes);
            var recorded = stopped(jvm, "high");
            assertThat(of(recorded, "pitot.ThreadSleep"))
                    .filteredOn(sleep -> sleep.getDuration().compareTo(Duration.ofMillis(100)) >= 0)
                    .hasSize(3 + 3);
            end(jvm);
        }
    }

    /** 3 sleeps of more than 100 ms, and 7 of less. */
    private static void sleepBoth(TracedJvm.Running jvm) throws Exception {
        jvm.ask("begin 1 sleeps 3 130", "ok");
        jvm.ask("begin 1 sleeps 7 1", "ok");
        jvm.ask("join", "ok");
    }

    /** The kernel is told behind the recording's back: a sleep shorter than the threshold makes no record then. */
    private static void awaitThreshold(TracedJvm.Running jvm, Duration above) throws Exception {
        Poll.until(
                () -> {
                    var before = count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP);
                    jvm.ask("begin 1 sleeps 1 " + above.dividedBy(100).toMillis(), "ok");
                    jvm.ask("join", "ok");
                    return count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP) == before;
                },
                () -> "still the threshold of before");
    }

    /** Probes are linked anew each time: a hit comes by the old links, by the new ones or by both, and counts once. */
    @Test
    void recordingsThatComeAndGoTakeNothingFromOneThatRuns() throws Exception {
        try (var jvm = start(ROOMY)) {
            jvm.ask("start counting " + Settings.only(PARKS), "ok");
            jvm.ask("begin 4 parks 0 " + PARK_NANOS, "ok");
            jvm.ask(
                    "flicker 20 "
                            + Settings.only(
                                    "pitot.ThreadSleep#threshold=0ns",
                                    "pitot.ClassInitialization#threshold=0ns",
                                    "pitot.BlockIo#threshold=0ns",
                                    "pitot.OffCpu#threshold=20ms"),
                    "ok");
            var parks = release(jvm);
            System.out.println(parks + " parks while recordings came and went");
            var recorded = stopped(jvm, "counting");
            assertThat(losses(recorded)).isEmpty();
            assertThat(ofWorkers(recorded, "pitot.ThreadPark")).hasSize(parks);
            end(jvm);
        }
    }

    @Test
    void whatIsUnderWayWhileRecordingsComeAndGoIsWhole() throws Exception {
        try (var jvm = start("wait=30s,budget=off")) {
            jvm.ask(
                    "start all "
                            + Settings.only("pitot.ClassInitialization#threshold=1s", "pitot.ThreadSleep#threshold=1s"),
                    "ok");
            jvm.ask("begin 1 initializes 2000", "ok");
            jvm.ask("flicker 3 " + Settings.only(PARKS, "pitot.ClassLoad#threshold=0ns"), "ok");
            jvm.ask("join", "ok");
            var recorded = stopped(jvm, "all");
            for (var type : List.of("pitot.ClassInitialization", "pitot.ThreadSleep")) {
                assertThat(of(recorded, type)).singleElement().satisfies(event -> {
                    assertThat(event.getDuration()).isBetween(Duration.ofMillis(2000), Duration.ofMillis(2900));
                    assertThat(event.getDuration("blocked")).isGreaterThan(Duration.ofMillis(1900));
                    assertThat(event.getDuration("unaccounted")).isZero();
                });
            }
            end(jvm);
        }
    }

    /**
     * Requests that are with the device while another event's tracepoint goes. The kernel does not tell of every completion:
     * docs/differences.md. Each of these is counted when its place is taken by the next request, and the last ones are still in the
     * map.
     */
    @Test
    void requestsUnderWayOutliveTheTracepointsOfOthers() throws Exception {
        try (var jvm = start(ROOMY)) {
            var file = blocks(800);
            warmUp(jvm, file);
            jvm.ask("start counting " + Settings.only("pitot.BlockIo#threshold=0ns"), "ok");
            jvm.ask("begin 8 reads " + file + " 100", "ok");
            jvm.ask("flicker 10 " + Settings.only("pitot.OffCpu#threshold=1s", "pitot.MajorFault#threshold=1s"), "ok");
            var reads = release(jvm);
            System.out.println(reads + " requests while recordings came and went");
            var unseen = KernelObjects.requests(jvm.process().pid());
            var recorded = stopped(jvm, "counting");
            var ends = lost(recorded, "pitot.BlockIo", NO_END) + unseen;
            System.out.println(ends + " of them with an end that was not traced");
            var full = lost(recorded, "pitot.BlockIo", FULL); // a fast disk makes more than two CPUs can record beside
            assertThat(losses(recorded))
                    .allMatch(loss ->
                            loss.startsWith("pitot.BlockIo " + NO_END) || loss.startsWith("pitot.BlockIo " + FULL));
            assertThat(ofWorkers(recorded, "pitot.BlockIo").size() + ends + full)
                    .isEqualTo(reads);
            end(jvm);
        }
    }

    /** JFR tells nobody when the settings of a running recording change. */
    @Test
    void settingsChangedInARunningRecordingTakeEffect() throws Exception {
        try (var jvm = start(ROOMY)) {
            var pid = jvm.process().pid();
            var parks = Settings.only(PARKS);
            var both = Settings.only(PARKS, "pitot.ThreadSleep#threshold=100ms");
            jvm.ask("start all " + parks, "ok");
            var parksOnly = KernelObjects.probes(pid);
            jvm.ask("begin 2 parks 20000 " + PARK_NANOS, "ok");

            jvm.ask("set all " + both, "ok");
            Poll.until(() -> KernelObjects.probes(pid).size() > parksOnly.size(), () -> KernelObjects.probes(pid)
                    .toString());
            awaitThreshold(jvm, Duration.ofMillis(100));
            assertThat(count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP)).isZero();
            jvm.ask("begin 1 sleeps 3 130", "ok");
            jvm.ask("begin 1 sleeps 5 10", "ok");
            jvm.ask("join", "ok");
            assertThat(count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP)).isEqualTo(3);

            jvm.ask("set all " + Settings.only(PARKS, "pitot.ThreadSleep#threshold=1ms"), "ok");
            Poll.until(
                    () -> {
                        jvm.ask("begin 1 sleeps 1 10", "ok");
                        jvm.ask("join", "ok");
                        return count(jvm, Count.RECORDS, EventKind.THREAD_SLEEP) > 3;
                    },
                    () -> "still the threshold of before");

            jvm.ask("begin 2 parks 10000 " + PARK_NANOS, "ok");
            jvm.ask("set all " + parks, "ok");
            Poll.until(() -> KernelObjects.probes(pid).equals(parksOnly), () -> KernelObjects.probes(pid)
                    .toString());
            jvm.ask("join", "ok");
            var recorded = stopped(jvm, "all");
            assertThat(ofWorkers(recorded, "pitot.ThreadPark")).hasSize(2 * 20_000 + 2 * 10_000);
            assertThat(losses(recorded)).isEmpty();
            end(jvm);
        }
    }

    /** 10 in each tenth of a second, whatever the threads do. */
    @Test
    void aThrottleHoldsInTheKernelAndIsNoLoss() throws Exception {
        var parks = 4 * 10_000;
        try (var jvm = start("wait=30s,budget=off")) {
            var begin = System.nanoTime();
            jvm.ask("start all " + Settings.only(PARKS, "pitot.ThreadPark#throttle=100/s"), "ok");
            jvm.ask("begin 4 parks " + parks / 4 + " 1", "ok");
            jvm.ask("join", "ok");
            var records = count(jvm, Count.RECORDS, EventKind.THREAD_PARK);
            var throttled = count(jvm, Count.THROTTLED, EventKind.THREAD_PARK);
            var windows = (System.nanoTime() - begin) / 100_000_000 + 1;
            System.out.println(records + " records of " + parks + " parks in " + windows + " windows");
            // Two CPUs at the turn of a window may let one more through.
            assertThat(records).isBetween(10L, windows * 11);
            assertThat(records + throttled).isEqualTo(parks);
            var recorded = stopped(jvm, "all");
            assertThat(ofWorkers(recorded, "pitot.ThreadPark"))
                    .hasSizeBetween(1, (int) records)
                    .allMatch(park -> park.getDuration().toNanos() > 1000
                            && park.getDuration("unaccounted").isZero());
            assertThat(losses(recorded)).isEmpty();
            end(jvm);
        }
    }

    /** Most lookups of a class find none to load, and make no event: they must not use up what is let through. */
    @Test
    void aThrottleCountsEventsOnly() throws Exception {
        try (var jvm = start("wait=30s,budget=off")) {
            jvm.ask(
                    "start all " + Settings.only("pitot.ClassLoad#threshold=0ns", "pitot.ClassLoad#throttle=2222/h"),
                    "ok");
            jvm.ask("begin 1 classes 3 500", "ok");
            jvm.ask("join", "ok");
            assertThat(count(jvm, Count.THROTTLED, EventKind.CLASS_LOAD)).isZero();
            end(jvm);
        }
    }
}
