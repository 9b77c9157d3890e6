package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.drain.KernelReader;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.SkippedRuns;
import dev.pitot.kernel.SpanSlots;
import dev.pitot.kernel.TracepointProgram;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import dev.pitot.record.KnownSpans;
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
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs that are attached while a recording or a command needs them.
 *
 * <p>A session applies one {@link Plan} after another and attaches and detaches only the difference. Its {@link
 * KernelReader} reads the results. Closing a session detaches everything and commits what the ring buffer still holds.
 */
public final class Session implements AutoCloseable {
    /**
     * Held while links are opened and closed. Closing a link waits for the kernel, 40 ms or more on a busy machine. The
     * ring buffer must be drained meanwhile, so the reader has its own lock, which is taken after this one.
     */
    private final Object attaching = new Object();

    private final LoadedBundle kernel;
    private final ThreadKinds kinds;
    private final Tracepoints tracepoints;
    private final UprobeSites sites;
    private final KernelReader reader;
    private final BackgroundTask attachingSites;
    private volatile @Nullable SpanSlots spans;
    private volatile @Nullable Obstacle spansFailure;
    private Plan plan = Plan.NOTHING;
    private boolean closed;
    private volatile List<ProbeState> states = List.of();
    private final Map<EventKind, Long> since = new ConcurrentHashMap<>();

    private Session(
            LoadedBundle kernel,
            ThreadKinds kinds,
            Tracepoints tracepoints,
            UprobeSites sites,
            KernelReader reader,
            BackgroundTask attachingSites) {
        this.kernel = kernel;
        this.kinds = kinds;
        this.tracepoints = tracepoints;
        this.sites = sites;
        this.reader = reader;
        this.attachingSites = attachingSites;
    }

    /**
     * Loads and attaches what the plan wants.
     *
     * <p>A thread of its own attaches the sites in libjvm. Their program does nothing until {@link #adoptThreads} is done.
     *
     * @param kernel the maps and programs; closed with the session, or if this fails
     * @param ticksPerSecond frequency of JFR's clock; 0 if unknown
     */
    public static Session start(
            LoadedBundle kernel,
            Plan plan,
            Libjvm libjvm,
            ThreadNames names,
            KnownSpans spans,
            long ticksPerSecond,
            AttachOptions options)
            throws BpfException {
        var kinds = new ThreadKinds(kernel.map("kinds"));
        var sites = new UprobeSites(kernel, libjvm, options.legacyProbes());
        var skipped = new SkippedRuns();
        var tracepoints = new Tracepoints(kernel, options.legacyProbes(), skipped);
        BackgroundTask attachingSites = null;
        try {
            OwnThreads.tell(kinds);
            loadAhead(kernel, plan, tracepoints, sites, () -> true);
            attachingSites = BackgroundTask.begin("sites", () -> sites.attachFor(plan, wantsRecords(plan)));
            var reader = new KernelReader(kernel, kernel.ringSize(), names, spans, skipped, ticksPerSecond);
            var session = new Session(kernel, kinds, tracepoints, sites, reader, attachingSites);
            try {
                session.adoptThreads();
                session.apply(plan);
                kernel.begun();
                return session;
            } catch (BpfException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (BpfException | RuntimeException | Error e) {
            if (attachingSites != null) {
                attachingSites.end();
            }
            sites.close(); // nothing may stay attached without a reader
            OwnThreads.tellNoMore(kinds);
            kernel.close();
            throw e;
        }
    }

    /**
     * Loads every program that a session may need, and attaches none.
     *
     * @param isWanted is asked before each program; the rest is left out once it returns false
     */
    public static void loadAhead(LoadedBundle kernel, Libjvm libjvm, AttachOptions options, BooleanSupplier isWanted) {
        var sites = new UprobeSites(kernel, libjvm, options.legacyProbes());
        var tracepoints = new Tracepoints(kernel, options.legacyProbes(), new SkippedRuns());
        loadAhead(kernel, Plan.EVERYTHING, tracepoints, sites, isWanted);
    }

    private static void loadAhead(
            LoadedBundle kernel, Plan plan, Tracepoints tracepoints, UprobeSites sites, BooleanSupplier isWanted) {
        var needed = tracepoints.needed(plan);
        var hasSites = sites.loadsForAll() && sites.wants(plan, wantsRecords(plan));
        ProgramLoader.load(
                kernel,
                program -> LoadedBundle.isOfSites(program)
                        ? hasSites
                        : LoadedBundle.tracepointOf(program)
                                .map(needed::contains)
                                .orElse(true),
                isWanted);
    }

    /**
     * Opens the accounts of all existing threads.
     *
     * <p>The scheduler's programs start first and find no accounts. Then the iterator makes the accounts, so no change
     * of state is missed. The names are read in between, because a thread that ends soon afterwards could not be asked
     * any more.
     */
    private void adoptThreads() throws BpfException {
        tracepoints.attachAccount();
        kinds.tellLookalikes(reader.learnNames());
        reader.adoptThreads();
    }

    /** Returns whether the programs time their own runs. */
    public boolean isTiming() {
        return kernel.isTiming();
    }

    /** Returns the reader of what the programs produce. */
    public KernelReader reader() {
        return reader;
    }

    /** Returns where threads with spans read their accounts; null if no plan wanted spans. */
    public @Nullable SpanSlots spans() {
        return spans;
    }

    /** Returns why threads cannot read their accounts; null if they can. */
    public @Nullable Obstacle spansFailure() {
        return spansFailure;
    }

    /** Returns the current plan, including what cannot be measured. */
    public Plan plan() {
        synchronized (attaching) {
            return plan;
        }
    }

    /** Returns the state of each event of the plan. */
    public List<ProbeState> states() {
        return states;
    }

    /**
     * Applies another plan. Whatever both plans want stays attached, with everything in flight.
     *
     * <p>New tracepoints are attached before the programs are configured, and unneeded ones are detached afterwards. A
     * request is traced from its begin only while its end will be seen.
     */
    public void apply(Plan next) throws BpfException {
        synchronized (attaching) {
            if (closed || next.equals(plan)) {
                return;
            }
            tracepoints.attach(next);
            if (spans == null && spansFailure == null && next.wants(EventKind.SPAN)) {
                mapSpans();
            }
            reader.apply(next);
            var told = System.nanoTime();
            var before = plan;
            var attachedBefore = attached();
            plan = next;
            if (tracepoints.detach(next)) {
                kernel.forgetRequests(); // their ends would not be seen
            }
            states = states(failure());
            remember(before, attachedBefore, told);
        }
    }

    /** A failure costs the bills of spans, and nothing else. */
    private void mapSpans() {
        try {
            spans = new SpanSlots(kernel);
        } catch (BpfException e) {
            spansFailure = new Obstacle(e.getMessage(), e.remedy());
        }
    }

    private Set<EventKind> attached() {
        return states.stream()
                .filter(ProbeState::isAttached)
                .map(ProbeState::kind)
                .collect(Collectors.toSet());
    }

    /**
     * Notes since when each event has its state. Both begin and end count from the configuration of the programs,
     * except that an event of libjvm begins when its sites are attached.
     */
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

    /** Returns since when an event has its current state, as System.nanoTime. */
    public long since(EventKind kind) {
        return since.getOrDefault(kind, 0L);
    }

    private static boolean wantsRecords(Plan plan) {
        return plan.thresholds().keySet().stream().anyMatch(kind -> !kind.isHistogram());
    }

    /** Attaches the sites in libjvm. A failure costs only the events that need them. */
    private Optional<Obstacle> failure() {
        try {
            attachingSites.join();
            sites.attachFor(plan, wantsRecords(plan));
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

    /** Returns the loaded programs. None of them is freed while {@link #programsLock} is held. */
    public List<LoadedProgram> programs() {
        synchronized (attaching) {
            var programs = new ArrayList<LoadedProgram>();
            if (!closed) {
                programs.addAll(tracepoints.programs());
                sites.program().ifPresent(programs::add);
                programs.add(reader.walker());
            }
            return programs;
        }
    }

    /** Attaches a program that does nothing to the most frequent tracepoint. The caller closes it. */
    public TracepointProgram idleProbe() throws BpfException {
        return kernel.idle("sched_switch");
    }

    public Object programsLock() {
        return attaching;
    }

    /** Detaches everything, then commits what was recorded until then. */
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
        var mapped = spans;
        try {
            reader.close();
        } finally {
            if (mapped != null) {
                mapped.close();
            }
            kernel.close();
        }
    }
}
