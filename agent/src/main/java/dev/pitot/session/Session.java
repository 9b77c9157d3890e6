package dev.pitot.session;

import dev.pitot.bcc.Bpf;
import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.RingBuffer;
import dev.pitot.bcc.TaskIterator;
import dev.pitot.bundle.Bundle;
import dev.pitot.jfr.DataLoss;
import dev.pitot.jfr.ProbeStatus;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Plan;
import dev.pitot.record.Clock;
import dev.pitot.record.Layout;
import dev.pitot.record.Records;
import dev.pitot.record.ThreadNames;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What is attached while recordings want it. Made from a {@link Plan}; closing it detaches everything and commits what was still
 * in the ring buffer.
 */
public final class Session implements AutoCloseable {
    private static final int MOST_RECORDS = 1 << 16;
    private static final long SHORTEST_WINDOW = 10_000_000; // ns

    /** The account of every thread: what all bills are made of. */
    public static final List<String> ACCOUNT = List.of(
            "task_newtask", "task_rename", "sched_switch", "sched_wakeup", "sched_wakeup_new", "sched_process_exit");

    /** What a thread asks of the disk is in every bill: these, and those of {@link BlockWay}. */
    public static final List<String> MERGES = List.of("block_bio_backmerge", "block_bio_frontmerge");

    public static final List<String> FAULTS = List.of("page_fault_user", "page_fault_kernel");

    /** Who wakes a thread; the rest of that event comes with the account. */
    public static final List<String> OFF_CPU = List.of("sched_waking");

    private final Kernel kernel;
    private final RingBuffer ring;
    private final Counters counters;
    private final Clock clock;
    private final Records records;
    private final RingBuffer.Reader reader;
    private final List<ProbeState> states = new ArrayList<>();
    private final TaskIterator tasks;
    private Plan plan;
    private long reported = System.nanoTime() - SHORTEST_WINDOW;
    private boolean closed;

    private Session(Kernel kernel, int ringSize, Plan plan, ThreadNames names, long ticksPerSecond) throws BpfException {
        this.kernel = kernel;
        this.plan = plan;
        clock = new Clock(ticksPerSecond);
        records = new Records(clock, names);
        reader = records::commit;
        counters = new Counters(kernel.map("counters"));
        tasks = kernel.keep(kernel.bpf().iterateTasks(kernel.iterator(), Uprobes.pid()));
        ring = kernel.bpf().ringBuffer(kernel.map("ring"), ringSize);
    }

    /**
     * Loads and attaches what the plan wants.
     *
     * @param oldWays attach as on a kernel without {@code uprobe_multi} and {@code block_io_start}
     * @param ticksPerSecond of JFR's clock, 0 when not known
     */
    public static Session start(
            Bpf bpf, Bundle bundle, Plan plan, Libjvm libjvm, ThreadNames names, long ticksPerSecond, boolean oldWays)
            throws BpfException {
        var kernel = new Kernel(bpf, bundle);
        try {
            var session = new Session(kernel, ringSize(bundle), plan, names, ticksPerSecond);
            try {
                session.attach(libjvm, oldWays);
                names.learn();
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

    private static int ringSize(Bundle bundle) {
        return bundle.maps().stream()
                .filter(map -> map.name().equals("ring"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the bundle has no ring buffer"))
                .maxEntries();
    }

    /**
     * First the iterator learns whose process this is; then the scheduler's programs begin, and find no accounts; then the
     * iterator makes them, so that no change of state falls between.
     */
    private void attach(Libjvm libjvm, boolean oldWays) throws BpfException {
        walk(Layout.WALK_LEARN);
        traceAll(ACCOUNT);
        walk(Layout.WALK_ADOPT);
        traceAll(MERGES);
        blockIo(oldWays);
        optional(EventKind.MAJOR_FAULT, FAULTS);
        optional(EventKind.OFF_CPU, OFF_CPU);
        for (var kind : List.of(EventKind.RUN_QUEUE_WAIT, EventKind.THREAD_CPU)) {
            if (plan.wants(kind)) {
                states.add(new ProbeState(kind, true, "scheduler tracepoints"));
            }
        }
        phases(libjvm, oldWays);
    }

    private void blockIo(boolean oldWays) throws BpfException {
        var way = BlockWay.choose(kernel::has, oldWays);
        if (way.isEmpty()) {
            states.add(new ProbeState(EventKind.BLOCK_IO, false, "this kernel has no tracepoints of block requests"));
            return;
        }
        traceAll(way.get().requests());
        optional(EventKind.BLOCK_IO, way.get().rest());
    }

    private void traceAll(List<String> tracepoints) throws BpfException {
        for (var tracepoint : tracepoints) {
            kernel.trace(tracepoint);
        }
    }

    /** Without these tracepoints there is one event less, not none at all. */
    private void optional(EventKind kind, List<String> tracepoints) throws BpfException {
        if (!plan.wants(kind)) {
            return;
        }
        var missing = tracepoints.stream().filter(tracepoint -> !kernel.has(tracepoint)).toList();
        if (missing.isEmpty()) {
            traceAll(tracepoints);
            states.add(new ProbeState(kind, true, "tracepoints " + String.join(", ", tracepoints)));
        } else {
            states.add(new ProbeState(kind, false, "this kernel has no tracepoint " + String.join(", ", missing)));
        }
    }

    private void phases(Libjvm libjvm, boolean oldWays) throws BpfException {
        var sites = new ArrayList<SiteSpec>();
        var wanted = new ArrayList<EventKind>();
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && plan.wants(kind)) {
                var missing = libjvm.missing(kind);
                if (missing.isPresent()) {
                    states.add(new ProbeState(kind, false, missing.get()));
                } else {
                    wanted.add(kind);
                    sites.addAll(libjvm.sites(kind));
                }
            }
        }
        sites.addAll(libjvm.sites(null));
        if (sites.isEmpty()) {
            return;
        }
        try {
            var way = Uprobes.attach(kernel, libjvm.path(), sites, oldWays);
            wanted.forEach(kind -> states.add(new ProbeState(kind, true, way)));
        } catch (BpfException e) {
            wanted.forEach(kind -> states.add(new ProbeState(kind, false, e.getMessage() + "; " + e.remedy())));
        }
    }

    /** How each event of the plan fares. */
    public List<ProbeState> states() {
        return List.copyOf(states);
    }

    /** Takes over another plan's thresholds, if it is for the same events. */
    public synchronized boolean adopt(Plan other) throws BpfException {
        if (closed || !other.thresholds().keySet().equals(plan.thresholds().keySet())) {
            return false;
        }
        plan = other;
        configure(Layout.WALK_REPORT);
        return true;
    }

    /** Commits what each thread did since the last time, unless that has just been. */
    public synchronized void reportThreads() throws BpfException {
        if (!closed && plan.wants(EventKind.THREAD_CPU) && System.nanoTime() - reported > SHORTEST_WINDOW) {
            clock.recalibrate();
            walk(Layout.WALK_REPORT);
            reported = System.nanoTime();
        }
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

    /** Says in the recording what is attached. */
    public void reportStates() {
        for (var state : states) {
            var event = new ProbeStatus();
            event.event = state.kind().eventName();
            event.attached = state.attached();
            event.way = state.way();
            event.commit();
        }
    }

    private void walk(int mode) throws BpfException {
        configure(mode);
        tasks.run(records::commitAll);
    }

    private void configure(int walk) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var config = arena.allocate(Layout.CONFIG_SIZE, 8);
            config.set(ValueLayout.JAVA_LONG, Layout.CONFIG_WALK, walk);
            config.asSlice(Layout.CONFIG_THRESHOLDS).fill((byte) 0xff);
            for (var kind : EventKind.values()) {
                config.set(
                        ValueLayout.JAVA_LONG,
                        Layout.CONFIG_THRESHOLDS + 8L * kind.number(),
                        plan.thresholdNanos(kind));
            }
            kernel.map("config").put(0, config);
        }
    }

    /** Detaches first, then commits what had been recorded by then. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            kernel.detach();
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
