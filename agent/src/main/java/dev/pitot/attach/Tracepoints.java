package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.kernel.LoadedBundle;
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

/** The kernel's tracepoints: which of them a plan needs, and those that are attached. */
public final class Tracepoints implements AutoCloseable {
    /** The account of every thread: what all bills are made of. */
    public static final List<String> ACCOUNT = List.of(
            "task_newtask", "task_rename", "sched_switch", "sched_wakeup", "sched_wakeup_new", "sched_process_exit");

    /**
     * What a thread asks of the disk is in every bill: these, and those of {@link BlockTracepoints}. The first serves disks that have no requests,
     * and tells requests to the disks below those.
     */
    public static final List<String> BIOS = List.of("block_bio_queue", "block_bio_backmerge", "block_bio_frontmerge");

    /** The ends of bios on disks that have no requests. */
    public static final List<String> BIO_ENDS = List.of("block_bio_complete");

    public static final List<String> FAULTS = List.of("page_fault_user", "page_fault_kernel");

    /** Who wakes a thread; the rest of that event comes with the account. */
    public static final List<String> WAKE_UPS = List.of("sched_waking");

    private final LoadedBundle kernel;
    private final Optional<BlockTracepoints> block;
    private final SkippedRuns skipped;
    private final Map<String, TracepointProgram> attached = new LinkedHashMap<>();

    /** @param skipped gets to know the programs that are attached */
    Tracepoints(LoadedBundle kernel, boolean oldWays, SkippedRuns skipped) {
        this.kernel = kernel;
        this.skipped = skipped;
        block = BlockTracepoints.choose(kernel::has, oldWays);
    }

    /**
     * Those that a source needs beside the account, in the order in which they are to be attached.
     *
     * @param block how block requests are followed, where this kernel has a way
     */
    public static List<String> of(EventSource source, Optional<BlockTracepoints> block) {
        return switch (source) {
            case LIBJVM, ACCOUNTS ->
                concatenated(BIOS, block.map(BlockTracepoints::requests).orElse(List.of()));
            case SCHEDULER -> List.of();
            case WAKE_UPS -> WAKE_UPS;
            case PAGE_FAULTS -> FAULTS;
            case BLOCK_REQUESTS ->
                // The ends first: a request is followed from its begin only when its end will be seen.
                block.map(way -> Stream.of(BIO_ENDS, way.rest(), BIOS, way.requests())
                                .flatMap(List::stream)
                                .toList())
                        .orElse(List.of());
        };
    }

    /** Those that no other source needs, of whichever way block requests are followed. */
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

    /** Why an event cannot be had from this kernel, if so. The bills of phases go without what is missing of the disk's part. */
    Optional<Obstacle> missing(EventKind kind) {
        if (block.isEmpty() && kind.source() == EventSource.BLOCK_REQUESTS) {
            return Optional.of(new Obstacle("this kernel has no tracepoints of block requests", ""));
        }
        var missing =
                of(kind).stream().filter(tracepoint -> !kernel.has(tracepoint)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle("this kernel has no tracepoint " + String.join(", ", missing), ""));
    }

    /** By which tracepoints an event that is not missing is measured. */
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
     * @return whether the ends of block requests will not be seen any more
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

    private Set<String> needed(Plan plan) {
        var needed = new LinkedHashSet<>(ACCOUNT);
        for (var kind : EventKind.values()) {
            if (plan.measures(kind) && missing(kind).isEmpty()) {
                needed.addAll(of(kind));
            }
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

    /** The programs that are attached. */
    List<BpfProgram> programs() {
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
