package dev.pitot.attach;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bundle.Bundle;
import dev.pitot.drain.KernelReader;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.SkippedRuns;
import dev.pitot.kernel.TracepointProgram;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import dev.pitot.record.ThreadNames;
import dev.pitot.threads.BackgroundTask;
import dev.pitot.threads.OwnThreads;
import dev.pitot.threads.ThreadKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is attached while somebody wants it: follows one {@link Plan} after the other, attaching and detaching no more than is new in
 * it. What comes out is its {@link KernelReader}. Closing it detaches everything and commits what was still in the ring buffer.
 */
public final class Session implements AutoCloseable {
    /**
     * Held while links come and go. Each that is closed waits for the kernel, 40 ms and on a busy machine more, and the ring buffer has
     * to be drained meanwhile: so the readout has a lock of its own, which is taken after this one.
     */
    private final Object attaching = new Object();

    private final LoadedBundle kernel;
    private final ThreadKinds kinds;
    private final Tracepoints tracepoints;
    private final UprobeSites sites;
    private final KernelReader readout;
    private final BackgroundTask attachingSites;
    private Plan plan = Plan.NOTHING;
    private boolean closed;
    private volatile List<ProbeState> states = List.of();
    private final Map<EventKind, Long> since = new ConcurrentHashMap<>();

    /**
     * How the programs are attached, and with how much room.
     *
     * @param old as on a kernel without {@code uprobe_multi} and {@code block_io_start}
     * @param ringSize bytes of the ring buffer, a power of 2 and not less than a page; 0 for the usual size
     */
    public record Ways(boolean old, int ringSize) {
        public static final Ways USUAL = new Ways(false, 0);
    }

    private Session(
            LoadedBundle kernel,
            ThreadKinds kinds,
            Tracepoints tracepoints,
            UprobeSites sites,
            KernelReader readout,
            BackgroundTask attachingSites) {
        this.kernel = kernel;
        this.kinds = kinds;
        this.tracepoints = tracepoints;
        this.sites = sites;
        this.readout = readout;
        this.attachingSites = attachingSites;
    }

    /**
     * Loads and attaches what the plan wants. To load the program for the sites in libjvm, and to attach it, takes as long as all the rest
     * and is done at the same time; it does nothing before {@link #adoptThreads} has been.
     *
     * @param ticksPerSecond of JFR's clock, 0 when not known
     */
    public static Session start(
            Bpf bpf, Bundle bundle, Plan plan, Libjvm libjvm, ThreadNames names, long ticksPerSecond, Ways ways)
            throws BpfException {
        var kernel = new LoadedBundle(bpf, bundle, ways.ringSize());
        var kinds = new ThreadKinds(kernel.map("kinds"));
        OwnThreads.tell(kinds);
        var sites = new UprobeSites(kernel, libjvm, ways.old());
        var skipped = new SkippedRuns();
        var tracepoints = new Tracepoints(kernel, ways.old(), skipped);
        var attachingSites = BackgroundTask.begin("sites", () -> sites.follow(plan, wantsRecords(plan)));
        try {
            var readout = new KernelReader(kernel, ringSize(bundle, ways), names, skipped, ticksPerSecond);
            var session = new Session(kernel, kinds, tracepoints, sites, readout, attachingSites);
            try {
                session.adoptThreads();
                session.follow(plan);
                return session;
            } catch (BpfException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (BpfException | RuntimeException | Error e) {
            attachingSites.end();
            sites.close(); // whatever it was: nothing stays attached that nobody reads
            OwnThreads.tellNoMore(kinds);
            kernel.close();
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
     * First the scheduler's programs begin, and find no accounts; then the iterator makes them, so that no change of state falls
     * between. In between the threads are asked for their names: one that ends soon afterwards could not be any more.
     */
    private void adoptThreads() throws BpfException {
        tracepoints.attachAccount();
        kinds.tellLookalikes(readout.learnNames());
        readout.adoptThreads();
    }

    /** Whether its programs are able to time their own runs. */
    public boolean isTiming() {
        return kernel.isTiming();
    }

    /** What comes out of the kernel. */
    public KernelReader readout() {
        return readout;
    }

    /** What is attached, as far as it is to be had. */
    public Plan plan() {
        synchronized (attaching) {
            return plan;
        }
    }

    /** How each event of the plan fares. */
    public List<ProbeState> states() {
        return states;
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
            tracepoints.attach(next);
            readout.follow(next);
            var told = System.nanoTime();
            var before = plan;
            var attachedBefore = attached();
            plan = next;
            if (tracepoints.detach(next)) {
                kernel.map("requests").clear(); // which would end unseen
            }
            states = states(failure());
            remember(before, attachedBefore, told);
        }
    }

    private Set<EventKind> attached() {
        return states.stream()
                .filter(ProbeState::isAttached)
                .map(ProbeState::kind)
                .collect(Collectors.toSet());
    }

    /** An event of a tracepoint begins when the programs are told, one of sites in libjvm when these are there; both end when told. */
    private void remember(Plan before, Set<EventKind> attachedBefore, long told) {
        var sited = System.nanoTime();
        var attached = attached();
        for (var kind : EventKind.values()) {
            if (attached.contains(kind) != attachedBefore.contains(kind)) {
                since.put(kind, attached.contains(kind) && kind.isPhase() ? sited : told);
            } else if (!before.hasSameSettings(kind, plan)) {
                since.put(kind, told);
            }
        }
    }

    /** Since when an event fares as it does now, as System.nanoTime. */
    public long since(EventKind kind) {
        return since.getOrDefault(kind, 0L);
    }

    private static boolean wantsRecords(Plan plan) {
        return plan.thresholds().keySet().stream().anyMatch(kind -> !kind.isHistogram());
    }

    /** Brings the sites in line; without them there are some events less, not none at all. */
    private Optional<Obstacle> failure() {
        try {
            attachingSites.join();
            sites.follow(plan, wantsRecords(plan));
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(new Obstacle(e.getMessage(), e.remedy()));
        }
    }

    private List<ProbeState> states(Optional<Obstacle> failure) {
        return Stream.of(EventKind.values())
                .filter(plan::measures)
                .map(kind -> state(kind, failure))
                .toList();
    }

    private ProbeState state(EventKind kind, Optional<Obstacle> failure) {
        var obstacle = kind.isPhase() ? sites.missing(kind).or(() -> failure) : tracepoints.missing(kind);
        return obstacle.<ProbeState>map(why -> new ProbeState.Unavailable(kind, why))
                .orElseGet(() -> new ProbeState.Attached(
                        kind, kind.isPhase() ? sites.mechanism() : tracepoints.mechanism(kind)));
    }

    /** The programs that are loaded, none of which is freed while {@link #programsLock} is held. */
    public List<BpfProgram> programs() {
        synchronized (attaching) {
            var programs = new ArrayList<BpfProgram>();
            if (!closed) {
                programs.addAll(tracepoints.programs());
                sites.program().ifPresent(programs::add);
                programs.add(readout.walker());
            }
            return programs;
        }
    }

    /** A program that does nothing, where the most runs are; for the caller to close. */
    public TracepointProgram idleProbe() throws BpfException {
        return kernel.idle("sched_switch");
    }

    public Object programsLock() {
        return attaching;
    }

    /** Detaches first, then commits what had been recorded by then. */
    @Override
    public void close() {
        synchronized (attaching) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                attachingSites.end();
                sites.close();
                tracepoints.close();
            } finally {
                free();
            }
        }
    }

    private void free() {
        OwnThreads.tellNoMore(kinds);
        try {
            readout.close();
        } finally {
            kernel.close();
        }
    }
}
