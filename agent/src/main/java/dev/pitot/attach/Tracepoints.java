package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.SkippedRuns;
import dev.pitot.kernel.TracepointProgram;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.EventSource;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The kernel's tracepoints: those that a plan needs, and those that are attached. */
public final class Tracepoints implements AutoCloseable {
    /** The tracepoints of the account of every thread, from which all bills are made. */
    public static final List<String> ACCOUNT = List.of(
            "task_newtask", "task_rename", "sched_switch", "sched_wakeup", "sched_wakeup_new", "sched_process_exit");

    /**
     * The tracepoints of bios. With those of {@link BlockTracepoints} they make the disk part of every bill.
     *
     * <p>The first serves disks without requests. It also tells such disks' requests from those of the disks below.
     */
    public static final List<String> BIOS = List.of("block_bio_queue", "block_bio_backmerge", "block_bio_frontmerge");

    /** The ends of bios on disks without requests. */
    public static final List<String> BIO_ENDS = List.of("block_bio_complete");

    public static final List<String> FAULTS = List.of("page_fault_user", "page_fault_kernel");

    /** The tracepoint that tells which thread wakes another. The rest of that event comes with the account. */
    public static final List<String> WAKE_UPS = List.of("sched_waking");

    /** The second program at a switch, which adds to the histograms by a key. It must come after the first. */
    public static final String KEYED_SWITCHES = "sched_switch__keyed";

    private final LoadedBundle kernel;
    private final Optional<BlockTracepoints> block;
    private final SkippedRuns skipped;
    private final Map<String, TracepointProgram> attached = new LinkedHashMap<>();

    /**
     * Creates the set, with nothing attached.
     *
     * @param skipped is notified of attached and closed programs
     */
    Tracepoints(LoadedBundle kernel, boolean legacyProbes, SkippedRuns skipped) {
        this.kernel = kernel;
        this.skipped = skipped;
        block = BlockTracepoints.choose(kernel::has, legacyProbes);
    }

    /**
     * Returns the tracepoints that a source needs besides the account, in the order of attaching.
     *
     * @param block how this kernel traces block requests; empty if it cannot
     */
    public static List<String> of(EventSource source, Optional<BlockTracepoints> block) {
        return switch (source) {
            case LIBJVM, ACCOUNTS ->
                concatenated(BIOS, block.map(BlockTracepoints::requests).orElse(List.of()));
            case SCHEDULER -> List.of();
            case WAKE_UPS -> WAKE_UPS;
            case PAGE_FAULTS -> FAULTS;
            case BLOCK_REQUESTS ->
                // Ends come first, because a request is traced from its begin only when its end will be seen.
                block.map(way -> Stream.of(BIO_ENDS, way.rest(), BIOS, way.requests())
                                .flatMap(List::stream)
                                .toList())
                        .orElse(List.of());
        };
    }

    /** Returns the tracepoints that no other source needs, for every way of tracing block requests. */
    public static List<String> onlyOf(EventSource source) {
        return switch (source) {
            case LIBJVM, ACCOUNTS, SCHEDULER -> List.of();
            case WAKE_UPS -> WAKE_UPS;
            case PAGE_FAULTS -> FAULTS;
            case BLOCK_REQUESTS ->
                concatenated(
                        BIO_ENDS,
                        Stream.of(BlockTracepoints.values())
                                .flatMap(way -> way.rest().stream())
                                .toList());
        };
    }

    private List<String> of(EventKind kind) {
        return of(kind.source(), block);
    }

    private static List<String> concatenated(List<String> first, List<String> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /**
     * Returns why this kernel cannot provide an event; empty if it can. The bills of phases then lack the missing part
     * of the disk.
     */
    Optional<Obstacle> missing(EventKind kind) {
        if (block.isEmpty() && kind.source() == EventSource.BLOCK_REQUESTS) {
            return Optional.of(new Obstacle("this kernel has no tracepoints for block requests", ""));
        }
        var missing =
                of(kind).stream().filter(tracepoint -> !kernel.has(tracepoint)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle("this kernel has no tracepoint " + String.join(", ", missing), ""));
    }

    /** Returns the tracepoints that measure an available event. */
    String mechanism(EventKind kind) {
        return kind.source().hasOwnTracepoints()
                ? "tracepoints " + String.join(", ", of(kind))
                : "scheduler tracepoints";
    }

    void attachAccount() throws BpfException {
        attach(ACCOUNT);
    }

    /** Attaches what the plan needs and is not attached yet. */
    void attach(Plan plan) throws BpfException {
        attach(needed(plan));
    }

    /**
     * Detaches what the plan does not need.
     *
     * @return whether the ends of block requests will no longer be seen
     */
    boolean detach(Plan plan) {
        var needed = needed(plan);
        var gone = attached.keySet().stream()
                .filter(tracepoint -> !needed.contains(tracepoint))
                .toList();
        gone.forEach(
                tracepoint -> Optional.ofNullable(attached.remove(tracepoint)).ifPresent(this::close));
        return block.map(way -> gone.contains(way.end()) || gone.containsAll(BIO_ENDS))
                .orElse(false);
    }

    /** Returns the tracepoints that a plan needs. */
    Set<String> needed(Plan plan) {
        var needed = new LinkedHashSet<>(ACCOUNT);
        for (var kind : EventKind.values()) {
            if (plan.measures(kind) && missing(kind).isEmpty()) {
                needed.addAll(of(kind));
            }
        }
        if (plan.keysThreads()) {
            needed.add(KEYED_SWITCHES);
        }
        return needed;
    }

    private void attach(Iterable<String> tracepoints) throws BpfException {
        for (var tracepoint : tracepoints) {
            if (!attached.containsKey(tracepoint)) {
                var probe = kernel.trace(tracepoint);
                attached.put(tracepoint, probe);
                skipped.watch(probe.program());
            }
        }
    }

    /** Returns the attached programs. */
    List<LoadedProgram> programs() {
        return attached.values().stream().map(TracepointProgram::program).toList();
    }

    private void close(TracepointProgram probe) {
        skipped.forget(probe.program());
        probe.close();
    }

    @Override
    public void close() {
        attached.values().forEach(this::close);
        attached.clear();
    }
}
