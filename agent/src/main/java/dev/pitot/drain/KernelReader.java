package dev.pitot.drain;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.Doorbell;
import dev.pitot.bpf.RingBuffer;
import dev.pitot.bpf.TaskIterator;
import dev.pitot.jfr.ClockError;
import dev.pitot.jfr.DataLoss;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.RunTimes.RunTime;
import dev.pitot.kernel.SkippedRuns;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Histogram;
import dev.pitot.plan.Plan;
import dev.pitot.record.Clock;
import dev.pitot.record.HistogramWriter;
import dev.pitot.record.KeyNames;
import dev.pitot.record.KnownSpans;
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
 * Reads what the programs produce and commits it as events: records, bills of threads, histograms, counters.
 *
 * <p>Thread-safe. After {@link #close} it returns empty results instead of errors.
 */
public final class KernelReader implements AutoCloseable {
    private static final int MAX_RECORDS = 1 << 16;
    private static final int ALARM_PART = 4;
    private static final String SKIPPED = "runs that the kernel skipped of the program at ";
    private static final long MIN_WINDOW = 10_000_000; // ns

    private final LoadedProgram walker;
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
    private final KeyedHistograms keyed;
    private final KeyNames keyNames;
    private Plan plan = Plan.NOTHING;
    private long reported = System.nanoTime() - MIN_WINDOW;
    private long consumed;
    private boolean closed;

    /**
     * Opens the ring buffer, the counters and the iterator.
     *
     * @param ticksPerSecond frequency of JFR's clock; 0 if unknown
     */
    public KernelReader(
            LoadedBundle kernel,
            int ringSize,
            ThreadNames names,
            KnownSpans spans,
            SkippedRuns skipped,
            long ticksPerSecond)
            throws BpfException {
        this.names = names;
        this.skipped = skipped;
        var kernelClock = kernel.clock();
        clock = new Clock(ticksPerSecond, kernelClock.offset(), kernelClock.error());
        records = new Records(clock, names, spans);
        reader = records::commit;
        config = new KernelConfig(kernel.map("config"), ringSize / ALARM_PART);
        tallies = new MappedCounters(kernel);
        histograms = new KernelHistograms(kernel);
        keyed = new KeyedHistograms(kernel);
        keyNames = new KeyNames(spans, names);
        histogramEvents = new HistogramEvents(histograms, new HistogramWriter(clock));
        // First come the calls that a kernel may refuse. Only close() frees what follows.
        walker = kernel.iterator();
        tasks = iterate(walker);
        counters = new PerCpuCounters(kernel.map("counters"), records::late);
        ring = new RingBuffer(kernel.map("ring"), ringSize);
        doorbell = new Doorbell(kernel.map("ring"));
    }

    private static TaskIterator iterate(LoadedProgram walker) throws BpfException {
        try {
            return walker.iterate();
        } catch (BpfException e) {
            walker.close();
            throw e;
        }
    }

    /** Returns the program that walks over the tasks. */
    public LoadedProgram walker() {
        return walker;
    }

    /** Opens the accounts of all existing threads. */
    public synchronized void adoptThreads() throws BpfException {
        walk(Layout.WALK_ADOPT);
    }

    /** Configures the programs for another plan. */
    public synchronized void apply(Plan next) throws BpfException {
        keyed.before(next);
        config.write(next);
        keyed.after(next);
        histogramEvents.apply(next);
        plan = next;
    }

    /** Reads the names of the existing threads. Returns those of Java threads, by id. */
    public synchronized Map<Integer, String> learnNames() {
        names.learn();
        return names.javaThreads();
    }

    /** Commits what each thread did since the last report, unless that was only just now. */
    public synchronized void reportThreads() throws BpfException {
        var isDue = System.nanoTime() - reported > MIN_WINDOW && HistogramWriter.isEnabled(EventKind.THREAD_CPU);
        if (!closed && plan.wants(EventKind.THREAD_CPU) && isDue) {
            clock.recalibrate();
            walk(Layout.WALK_REPORT);
            reported = System.nanoTime();
        }
    }

    /** Commits the changes of a histogram since the last report. */
    public synchronized void reportHistogram(EventKind kind) throws BpfException {
        if (!closed && plan.wants(kind)) {
            clock.recalibrate();
            histogramEvents.report(kind);
        }
    }

    /** Commits the changes of all wanted histograms. */
    public void reportHistograms() throws BpfException {
        for (var kind : EventKind.values()) {
            if (kind.isHistogram()) {
                reportHistogram(kind);
            }
        }
    }

    /** Returns a histogram's totals since the session began, over the times in which it was wanted. */
    public synchronized Map<Series, Slots> read(Histogram histogram) throws BpfException {
        if (closed) {
            return Map.of();
        }
        if (!histogram.isKeyed()) {
            return histograms.read(histogram);
        }
        var read = keyed.read(histogram);
        drain(); // the names of threads that started since
        return read;
    }

    /** Returns the name of a span, phase or thread. */
    public synchronized String name(Series.Keyed key) {
        return keyNames.of(key);
    }

    /** Returns all counters of the programs since the session began: hits, records and errors. */
    public synchronized List<CounterValue> tallies() {
        if (closed) {
            return List.of();
        }
        var all = new ArrayList<>(CounterValue.of("hits", tallies.hits()));
        all.addAll(counters.tallies());
        return all;
    }

    /** Returns the hits of the probes in libjvm, by the number of the event they serve. */
    public synchronized long[] hits() {
        return closed ? new long[Layout.RECORD_TYPES] : tallies.hits();
    }

    /** Returns the submitted records, by record type. */
    public synchronized long[] records() {
        return closed ? new long[Layout.RECORD_TYPES] : counters.records();
    }

    /** Turns the programs' timing of their own runs on or off. */
    public synchronized void timeRuns(boolean on) throws BpfException {
        if (!closed) {
            config.time(on);
        }
    }

    /** Returns the times that the programs measured themselves, by program name. */
    public synchronized Map<String, RunTime> ownRunTimes() throws BpfException {
        return closed ? Map.of() : tallies.runTimes();
    }

    /**
     * Commits the records in the ring buffer.
     *
     * @return bytes consumed
     */
    public synchronized long drain() {
        if (closed) {
            return 0;
        }
        clock.recalibrate();
        return commit();
    }

    /** Returns whether a thread has just started, so that the next look should come soon. */
    synchronized boolean isSeekingThreads() {
        return names.isSeeking();
    }

    private long commit() {
        names.before();
        var bytes = ring.drain(reader, MAX_RECORDS);
        names.after();
        consumed += bytes;
        counters.consumed(consumed);
        return bytes;
    }

    /** Returns the doorbell for the draining thread. It rings when the ring buffer is a quarter full. */
    Doorbell doorbell() {
        return doorbell;
    }

    /** Commits a {@code pitot.DataLoss} for each kind of data that was lost since the last call. */
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

    /** Commits a {@code pitot.ClockError}. */
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

    /** Commits what the ring buffer still holds. Nothing may be attached any more. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            tasks.close();
            walker.close();
            while (commit() > 0) {
                // The rest is finite, because no program runs any more.
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
