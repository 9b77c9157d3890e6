package dev.pitot.session;

import dev.pitot.bcc.Bpf;
import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.BpfProgram;
import dev.pitot.bcc.RingBuffer;
import dev.pitot.bcc.TaskIterator;
import dev.pitot.bundle.Bundle;
import dev.pitot.jfr.ClockError;
import dev.pitot.jfr.DataLoss;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.record.Clock;
import dev.pitot.record.Layout;
import dev.pitot.record.Records;
import dev.pitot.record.Rows;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import dev.pitot.record.ThreadNames;
import dev.pitot.session.RunTimes.RunTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is in the kernel while somebody wants it: follows one {@link Plan} after the other, attaching and detaching no more than is
 * new in it. Closing it detaches everything and commits what was still in the ring buffer.
 */
public final class Session implements AutoCloseable {
    private static final int MOST_RECORDS = 1 << 16;
    private static final long SHORTEST_WINDOW = 10_000_000; // ns

    /**
     * Held while links come and go, and before the session's own lock, which is not held then: each link that is closed waits for
     * the kernel, 40 ms and on a busy machine more, and the ring buffer has to be drained meanwhile.
     */
    private final Object attaching = new Object();

    private final Kernel kernel;
    private final BpfProgram walker;
    private final TaskIterator tasks;
    private final Tracepoints tracepoints;
    private final Sites sites;
    private final Config config;
    private final RingBuffer ring;
    private final Counters counters;
    private final ThreadNames names;
    private final Clock clock;
    private final Records records;
    private final RingBuffer.Reader reader;
    private final Tallies tallies;
    private final Histograms histograms;
    private final HistogramEvents histogramEvents;
    private volatile Plan plan = Plan.NOTHING;
    private List<ProbeState> states = List.of();
    private long reported = System.nanoTime() - SHORTEST_WINDOW;
    private volatile boolean closed;

    /**
     * How the programs are attached, and with how much room.
     *
     * @param old as on a kernel without {@code uprobe_multi} and {@code block_io_start}
     * @param ringSize bytes of the ring buffer, a power of 2 and not less than a page; 0 for the usual size
     */
    public record Ways(boolean old, int ringSize) {
        public static final Ways USUAL = new Ways(false, 0);
    }

    private Session(Kernel kernel, Libjvm libjvm, Ways ways, int ringSize, ThreadNames names, long ticksPerSecond)
            throws BpfException {
        this.kernel = kernel;
        this.names = names;
        clock = new Clock(ticksPerSecond);
        records = new Records(clock, names);
        reader = records::commit;
        tracepoints = new Tracepoints(kernel, ways.old());
        sites = new Sites(kernel, libjvm, ways.old());
        config = new Config(kernel.map("config"));
        tallies = new Tallies(kernel);
        histograms = new Histograms(kernel);
        histogramEvents = new HistogramEvents(histograms, new Rows(clock));
        counters = new Counters(kernel.map("counters"), records::late);
        ring = kernel.bpf().ringBuffer(kernel.map("ring"), ringSize);
        walker = kernel.iterator();
        tasks = kernel.bpf().iterateTasks(walker, pid());
    }

    /**
     * Loads and attaches what the plan wants.
     *
     * @param ticksPerSecond of JFR's clock, 0 when not known
     */
    public static Session start(
            Bpf bpf, Bundle bundle, Plan plan, Libjvm libjvm, ThreadNames names, long ticksPerSecond, Ways ways)
            throws BpfException {
        var kernel = new Kernel(bpf, bundle, ways.ringSize());
        try {
            var session = new Session(kernel, libjvm, ways, ringSize(bundle, ways), names, ticksPerSecond);
            try {
                session.adoptThreads();
                session.follow(plan);
                return session;
            } catch (BpfException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (BpfException | RuntimeException | Error e) {
            kernel.close(); // whatever it was: nothing stays attached that nobody reads
            throw e;
        }
    }

    private static int ringSize(Bundle bundle, Ways ways) {
        return ways.ringSize() > 0
                ? ways.ringSize()
                : bundle.maps().stream()
                        .filter(map -> map.name().equals("ring"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the bundle has no ring buffer"))
                        .maxEntries();
    }

    /**
     * First the iterator learns whose process this is; then the scheduler's programs begin, and find no accounts; then the
     * iterator makes them, so that no change of state falls between.
     */
    private void adoptThreads() throws BpfException {
        walk(Layout.WALK_LEARN);
        tracepoints.attachAccount();
        walk(Layout.WALK_ADOPT);
    }

    /**
     * Takes over another plan. What both want stays as it is, with all that is in flight. New tracepoints come before the programs
     * are told, and those not needed any more go after: a request is followed from its begin only while its end will be seen.
     */
    public void follow(Plan next) throws BpfException {
        synchronized (attaching) {
            if (closed || next.equals(plan)) {
                return;
            }
            var names = !wantsRecords(plan) && wantsRecords(next);
            tracepoints.attach(next);
            tell(next);
            if (tracepoints.detach(next)) {
                kernel.map("requests").clear(); // which would end unseen
            }
            followed(failure(), names);
        }
    }

    private synchronized void tell(Plan next) throws BpfException {
        config.follow(next);
        histogramEvents.follow(next);
        plan = next;
    }

    private synchronized void followed(Optional<String> failure, boolean names) {
        states = states(failure);
        if (names) {
            this.names.learn();
        }
    }

    private static boolean wantsRecords(Plan plan) {
        return plan.thresholds().keySet().stream().anyMatch(kind -> !kind.isHistogram());
    }

    /** The phases that are wanted and to be had. */
    private Set<EventKind> phases() {
        var phases = EnumSet.noneOf(EventKind.class);
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && plan.wants(kind) && sites.missing(kind).isEmpty()) {
                phases.add(kind);
            }
        }
        return phases;
    }

    /** Brings the sites in line; without them there are some events less, not none at all. */
    private Optional<String> failure() {
        try {
            sites.follow(phases(), wantsRecords(plan));
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(e.getMessage() + "; " + e.remedy());
        }
    }

    private List<ProbeState> states(Optional<String> failure) {
        return Stream.of(EventKind.values())
                .filter(plan::measures)
                .map(kind -> kind.isPhase()
                        ? ProbeState.of(kind, sites.missing(kind).or(() -> failure), sites::way)
                        : ProbeState.of(kind, tracepoints.missing(kind), () -> tracepoints.way(kind)))
                .toList();
    }

    /** How each event of the plan fares. */
    public synchronized List<ProbeState> states() {
        return states;
    }

    /** Commits what each thread did since the last time, unless that has just been. */
    public synchronized void reportThreads() throws BpfException {
        var isDue = System.nanoTime() - reported > SHORTEST_WINDOW && records.areThreadsEnabled();
        if (!closed && plan.wants(EventKind.THREAD_CPU) && isDue) {
            clock.recalibrate();
            walk(Layout.WALK_REPORT);
            reported = System.nanoTime();
        }
    }

    /** Commits what has come to a histogram since the last time. */
    public synchronized void reportHistogram(EventKind kind) throws BpfException {
        if (!closed && plan.wants(kind)) {
            clock.recalibrate();
            histogramEvents.report(kind);
        }
    }

    /** The same for all histograms that are wanted. */
    public void reportHistograms() throws BpfException {
        for (var kind : EventKind.values()) {
            if (kind.isHistogram()) {
                reportHistogram(kind);
            }
        }
    }

    /** A histogram's totals since the session began, of the times in which somebody wanted it. */
    public synchronized Map<Series, Slots> read(Histogram histogram) throws BpfException {
        return closed ? Map.of() : histograms.read(histogram);
    }

    /** The programs that are loaded, none of which is freed while {@link #programsLock} is held. */
    List<BpfProgram> programs() {
        synchronized (attaching) {
            var programs = new ArrayList<BpfProgram>();
            if (!closed) {
                programs.addAll(tracepoints.programs());
                sites.program().ifPresent(programs::add);
                programs.add(walker);
            }
            return programs;
        }
    }

    Object programsLock() {
        return attaching;
    }

    /** What the programs have counted since this began: hits, records, and what went wrong. */
    public synchronized List<Tally> tallies() {
        if (closed) {
            return List.of();
        }
        var all = new ArrayList<>(Tally.of("hits", tallies.hits()));
        all.addAll(counters.tallies());
        return all;
    }

    /** Hits of the probes in libjvm, by the number of what they serve. */
    synchronized long[] hits() {
        return closed ? new long[Layout.RECORD_TYPES] : tallies.hits();
    }

    /** Records handed over, by type. */
    synchronized long[] records() {
        return closed ? new long[Layout.RECORD_TYPES] : counters.records();
    }

    /** Has the programs time their own runs, or not. */
    synchronized void timeRuns(boolean on) throws BpfException {
        if (!closed) {
            config.time(on);
        }
    }

    /** What came of that, by the programs' names. */
    synchronized Map<String, RunTime> ownRunTimes() throws BpfException {
        return closed ? Map.of() : tallies.runTimes();
    }

    /**
     * Commits what is in the ring buffer.
     *
     * @return bytes of records
     */
    public synchronized long drain() {
        if (closed) {
            return 0;
        }
        clock.recalibrate();
        return ring.drain(reader, MOST_RECORDS);
    }

    /** Says in the recording what it does not have. */
    public synchronized void reportLosses() {
        if (!closed) {
            counters.newly((reason, kind, times) -> {
                var event = new DataLoss();
                event.reason = reason;
                event.event = kind == null ? null : kind.eventName();
                event.lost = times;
                event.commit();
            });
        }
    }

    /** Says in the recording how exact its times are. */
    public synchronized void reportClock() {
        if (!closed) {
            var event = new ClockError();
            event.largest = clock.worstErrorNanos();
            event.commit();
        }
    }

    private void walk(int mode) throws BpfException {
        config.write(mode);
        tasks.run(records::commitAll);
    }

    static int pid() {
        return (int) ProcessHandle.current().pid();
    }

    /** Detaches first, then commits what had been recorded by then. */
    @Override
    public void close() {
        synchronized (attaching) {
            if (closed) {
                return;
            }
            try {
                sites.close();
                tracepoints.close();
            } finally {
                free();
            }
        }
    }

    private synchronized void free() {
        try {
            tasks.close();
            walker.close();
            while (ring.drain(reader, MOST_RECORDS) > 0) {
                // what is left is finite: nothing fires any more
            }
            reportLosses();
        } finally {
            closed = true;
            ring.close();
            counters.close();
            kernel.close();
        }
    }
}
