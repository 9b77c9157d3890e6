package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.Doorbell;
import dev.pitot.bpf.KernelClock;
import dev.pitot.bpf.RingBuffer;
import dev.pitot.bpf.TaskIterator;
import dev.pitot.jfr.ClockError;
import dev.pitot.jfr.DataLoss;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.OwnProcess;
import dev.pitot.kernel.RunTimes.RunTime;
import dev.pitot.kernel.SkippedRuns;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.record.Clock;
import dev.pitot.record.HistogramWriter;
import dev.pitot.record.Layout;
import dev.pitot.record.Records;
import dev.pitot.record.Series;
import dev.pitot.record.Slots;
import dev.pitot.record.ThreadNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of the kernel, and is made events: records, the bills of threads, histograms, counts. For one thread at a time. After
 * it has been closed there is nothing any more, and no error.
 */
public final class KernelReader implements AutoCloseable {
    private static final int MOST_RECORDS = 1 << 16;
    private static final int ALARM_PART = 4;
    private static final String SKIPPED = "runs that the kernel skipped of the program at ";
    private static final long SHORTEST_WINDOW = 10_000_000; // ns

    private final BpfProgram walker;
    private final TaskIterator tasks;
    private final KernelConfig config;
    private final RingBuffer ring;
    private final Doorbell doorbell;
    private final PerCpuCounters counters;
    private final ThreadNames names;
    private final SkippedRuns skipped;
    private final Clock clock;
    private final Records records;
    private final RingBuffer.Reader reader;
    private final MappedCounters tallies;
    private final KernelHistograms histograms;
    private final HistogramEvents histogramEvents;
    private Plan plan = Plan.NOTHING;
    private long reported = System.nanoTime() - SHORTEST_WINDOW;
    private long consumed;
    private boolean closed;

    /** @param ticksPerSecond of JFR's clock, 0 when not known */
    public KernelReader(LoadedBundle kernel, int ringSize, ThreadNames names, SkippedRuns skipped, long ticksPerSecond)
            throws BpfException {
        this.names = names;
        this.skipped = skipped;
        var kernelClock = KernelClock.measure();
        clock = new Clock(ticksPerSecond, kernelClock.offset(), kernelClock.error());
        records = new Records(clock, names);
        reader = records::commit;
        config = new KernelConfig(kernel.map("config"), ringSize / ALARM_PART);
        tallies = new MappedCounters(kernel);
        histograms = new KernelHistograms(kernel);
        histogramEvents = new HistogramEvents(histograms, new HistogramWriter(clock));
        // First what a kernel may refuse: what follows is freed by close() only.
        walker = kernel.iterator();
        tasks = iterate(kernel, walker);
        counters = new PerCpuCounters(kernel.map("counters"), records::late);
        ring = kernel.bpf().ringBuffer(kernel.map("ring"), ringSize);
        doorbell = kernel.bpf().doorbell(kernel.map("ring"));
    }

    private static TaskIterator iterate(LoadedBundle kernel, BpfProgram walker) throws BpfException {
        try {
            return kernel.bpf().iterateTasks(walker, OwnProcess.pid());
        } catch (BpfException e) {
            walker.close();
            throw e;
        }
    }

    /** The program that walks over the tasks. */
    public BpfProgram walker() {
        return walker;
    }

    /** Opens the accounts of all threads that there are. */
    public synchronized void adoptThreads() throws BpfException {
        walk(Layout.WALK_ADOPT);
    }

    /** Tells the programs another plan. */
    public synchronized void follow(Plan next) throws BpfException {
        config.follow(next);
        histogramEvents.follow(next);
        plan = next;
    }

    /** Asks the threads that there are for their names; those of Java by their ids. */
    public synchronized Map<Integer, String> learnNames() {
        names.learn();
        return names.javaThreads();
    }

    /** Commits what each thread did since the last time, unless that has just been. */
    public synchronized void reportThreads() throws BpfException {
        var isDue = System.nanoTime() - reported > SHORTEST_WINDOW && HistogramWriter.isEnabled(EventKind.THREAD_CPU);
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

    /** What the programs have counted since this began: hits, records, and what went wrong. */
    public synchronized List<CounterValue> tallies() {
        if (closed) {
            return List.of();
        }
        var all = new ArrayList<>(CounterValue.of("hits", tallies.hits()));
        all.addAll(counters.tallies());
        return all;
    }

    /** Hits of the probes in libjvm, by the number of what they serve. */
    public synchronized long[] hits() {
        return closed ? new long[Layout.RECORD_TYPES] : tallies.hits();
    }

    /** Records handed over, by type. */
    public synchronized long[] records() {
        return closed ? new long[Layout.RECORD_TYPES] : counters.records();
    }

    /** Has the programs time their own runs, or not. */
    public synchronized void timeRuns(boolean on) throws BpfException {
        if (!closed) {
            config.time(on);
        }
    }

    /** What came of that, by the programs' names. */
    public synchronized Map<String, RunTime> ownRunTimes() throws BpfException {
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
        return commit();
    }

    /** Whether a thread has started, so that it is worth while to read again soon. */
    synchronized boolean isSeekingThreads() {
        return names.isSeeking();
    }

    private long commit() {
        names.before();
        var bytes = ring.drain(reader, MOST_RECORDS);
        names.after();
        consumed += bytes;
        counters.consumed(consumed);
        return bytes;
    }

    /** For who drains: rings when the ring buffer is a quarter full. */
    Doorbell doorbell() {
        return doorbell;
    }

    /** Says in the recording what it does not have. */
    public synchronized void reportLosses() {
        if (!closed) {
            counters.newly((reason, kind, times) -> reportLoss(reason, kind == null ? null : kind.eventName(), times));
            skipped.newly().forEach((program, times) -> reportLoss(SKIPPED + program, null, times));
        }
    }

    private static void reportLoss(String reason, @Nullable String of, long times) {
        var event = new DataLoss();
        event.reason = reason;
        event.event = of;
        event.count = times;
        event.commit();
    }

    /** Says in the recording how exact its times are. */
    public synchronized void reportClock() {
        if (!closed) {
            var event = new ClockError();
            event.maxError = clock.worstErrorNanos();
            event.commit();
        }
    }

    private void walk(int mode) throws BpfException {
        config.write(mode);
        tasks.run(records::commitAll);
    }

    /** Commits what is still in the ring buffer; for when nothing is attached any more. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            tasks.close();
            walker.close();
            while (commit() > 0) {
                // what is left is finite: nothing fires any more
            }
            reportLosses();
        } finally {
            closed = true;
            ring.close();
            doorbell.close();
            counters.close();
        }
    }
}
