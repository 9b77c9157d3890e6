package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A bundle loaded into the kernel: its maps, and the code to load its programs from. Closing it frees the maps. */
public final class LoadedBundle implements AutoCloseable {
    private static final String UPROBE = "uprobe__hotspot";
    private static final String TRACEPOINT = "tp__";
    private static final String RING = "ring";

    private final Bpf bpf;
    private final Map<String, ProgramSpec> specs = new LinkedHashMap<>();
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    /** Programs that were loaded before anything asked for them, by the names of their specs. */
    private final Map<String, BpfProgram> ahead = new ConcurrentHashMap<>();

    /** What could not be loaded before it was asked for. It is tried once more when it is attached. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final int[] descriptors;
    private final int process;
    private final boolean timing;
    private int ring;

    /**
     * Creates the maps of a bundle.
     *
     * @param ringSize size of the ring buffer in bytes; 0: the bundle's own
     */
    public LoadedBundle(Bpf bpf, Bundle bundle, int ringSize) throws BpfException {
        this.bpf = bpf;
        process = bpf.ownProcess();
        timing = !ProgramStatistics.arePermitted();
        bundle.programs().forEach(program -> specs.put(program.name(), program));
        descriptors = new int[bundle.maps().size()];
        try {
            for (var i = 0; i < descriptors.length; i++) {
                var spec = bundle.maps().get(i);
                var isRing = spec.name().equals(RING);
                var entries = isRing && ringSize > 0 ? ringSize : spec.maxEntries();
                ring = isRing ? entries : ring;
                var map = bpf.map(spec.name(), spec.type(), spec.keySize(), spec.valueSize(), entries, spec.flags());
                maps.put(spec.name(), map);
                descriptors[i] = map.number();
            }
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    public Bpf bpf() {
        return bpf;
    }

    /** Returns the size of the ring buffer in bytes. */
    public int ringSize() {
        return ring;
    }

    public BpfMap map(String name) {
        return Optional.ofNullable(maps.get(name)).orElseThrow(() -> new IllegalStateException("no map " + name));
    }

    /**
     * Returns whether the programs time their own runs. They do so where this process may not use the kernel's
     * statistics.
     */
    public boolean isTiming() {
        return timing;
    }

    /** Returns whether this kernel has a tracepoint. */
    public boolean has(String tracepoint) {
        var spec = specs.get(TRACEPOINT + tracepoint);
        return spec != null && spec.attachType() != 0;
    }

    /** Loads and attaches the program for a tracepoint. */
    public TracepointProgram trace(String tracepoint) throws BpfException {
        if (!has(tracepoint)) {
            throw new BpfException.NotSupported("the tracepoint " + tracepoint, "a newer kernel");
        }
        return attached(take(spec(TRACEPOINT + tracepoint)));
    }

    /** Attaches a program that does nothing to a tracepoint. */
    public TracepointProgram idle(String tracepoint) throws BpfException {
        return attached(bpf.tracepoint(
                "idle", Bpf.NOTHING, spec(TRACEPOINT + tracepoint).attachType()));
    }

    private TracepointProgram attached(BpfProgram program) throws BpfException {
        try {
            return new TracepointProgram(program, bpf.attachTracepoint(program));
        } catch (BpfException e) {
            program.close();
            throw e;
        }
    }

    public BpfProgram uprobeMulti() throws BpfException {
        return take(siteSpec());
    }

    public BpfProgram uprobe() throws BpfException {
        return bpf.uprobe("hotspot", code(siteSpec()));
    }

    /**
     * Returns the program for libjvm's sites. A bundle lacks it only where it would do harm (fit/Unpreempted).
     */
    private ProgramSpec siteSpec() throws BpfException {
        var spec = specs.get(UPROBE);
        if (spec == null) {
            throw new BpfException.NotSupported(
                    "a uprobe program that is safe under preemption",
                    "a kernel with bpf_preempt_disable, such as Linux 6.10 or later");
        }
        return spec;
    }

    public BpfProgram iterator() throws BpfException {
        return take(spec("iter__task"));
    }

    /** Loads the program that gives a thread its slot in {@code span_slots}. */
    BpfProgram spanSlot() throws BpfException {
        return bpf.callable("span_slot", code(spec("call__span_slot")));
    }

    /** Returns the tracepoint of a program; empty if it attaches to something else. */
    public static Optional<String> tracepointOf(String program) {
        return program.startsWith(TRACEPOINT) ? Optional.of(program.substring(TRACEPOINT.length())) : Optional.empty();
    }

    /** Returns whether a program is that for libjvm's sites. */
    public static boolean isOfSites(String program) {
        return program.equals(UPROBE);
    }

    /** Returns the names of all programs that this kernel can attach, the longest first: they load the slowest. */
    public List<String> programs() {
        return specs.values().stream()
                .filter(spec -> spec.name().equals(UPROBE) || spec.attachType() != 0)
                .sorted(Comparator.comparingInt(ProgramSpec::instructionCount).reversed())
                .map(ProgramSpec::name)
                .toList();
    }

    /** Loads a program, which takes the verifier a while, so that it can be attached at once. Any thread may call it. */
    public void loadAhead(String name) throws BpfException {
        if (ahead.containsKey(name) || refused.contains(name)) {
            return;
        }
        try {
            ahead.put(name, load(spec(name)));
        } catch (BpfException e) {
            refused.add(name);
            throw e;
        }
    }

    /** Frees what was loaded ahead and not taken. */
    public void freeRest() {
        ahead.values().forEach(BpfProgram::close);
        ahead.clear();
    }

    private BpfProgram take(ProgramSpec spec) throws BpfException {
        var loaded = ahead.remove(spec.name());
        return loaded == null ? load(spec) : loaded;
    }

    private BpfProgram load(ProgramSpec spec) throws BpfException {
        var name = spec.name();
        if (name.equals(UPROBE)) {
            return bpf.uprobeMulti("hotspot", code(spec));
        }
        return name.startsWith(TRACEPOINT)
                ? bpf.tracepoint(name.substring(TRACEPOINT.length()), code(spec), spec.attachType())
                : bpf.iterator("tasks", code(spec), spec.attachType());
    }

    private ProgramSpec spec(String name) {
        return Optional.ofNullable(specs.get(name))
                .orElseThrow(() -> new IllegalStateException("the bundle has no program " + name));
    }

    private byte[] code(ProgramSpec spec) {
        return spec.loadable(
                descriptors, Map.of(Layout.TGID_PLACE, (long) process, Layout.TIMING_PLACE, timing ? 1L : 0L));
    }

    @Override
    public void close() {
        freeRest();
        maps.values().forEach(BpfMap::close);
    }
}
