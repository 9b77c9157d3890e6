package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.KernelClock;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
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
    private static final String ITERATOR = "iter__";
    private static final String CALLABLE = "call__";

    private final KernelObjects objects;
    private final Map<String, ProgramSpec> specs = new LinkedHashMap<>();
    /** Programs that were loaded before anything asked for them, by the names of their specs. */
    private final Map<String, LoadedProgram> ahead = new ConcurrentHashMap<>();

    /** What could not be loaded before it was asked for. It is tried once more when it is attached. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /**
     * Creates an instance with nothing loaded.
     *
     * @param objects the maps of the bundle; closed with this
     */
    public LoadedBundle(KernelObjects objects, Bundle bundle) {
        this.objects = objects;
        bundle.programs().forEach(program -> specs.put(program.name(), program));
    }

    /** Returns what makes other objects of the kernel; empty if this process has not the privileges. */
    public Optional<Bpf> own() {
        return objects.own();
    }

    /** Returns the size of the ring buffer in bytes. */
    public int ringSize() {
        return objects.ringSize();
    }

    public BpfMap map(String name) {
        return objects.map(name).orElseThrow(() -> new IllegalStateException("no map " + name));
    }

    /**
     * Returns whether the programs time their own runs. They do so where this process may not use the kernel's
     * statistics.
     */
    public boolean isTiming() {
        return objects.isTiming();
    }

    /** Empties the map of block requests, whose ends will not be seen. */
    public void forgetRequests() throws BpfException {
        objects.forgetRequests();
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
        return TracepointProgram.attach(take(spec(TRACEPOINT + tracepoint)));
    }

    /** Attaches a program that does nothing to a tracepoint. */
    public TracepointProgram idle(String tracepoint) throws BpfException {
        var type = spec(TRACEPOINT + tracepoint).attachType();
        return TracepointProgram.attach(new OwnProgram(privileged("timing").tracepoint("idle", Bpf.NOTHING, type)));
    }

    private Bpf privileged(String what) throws BpfException {
        return own().orElseThrow(() -> new BpfException.NotPermitted(what + " through the helper"));
    }

    public LoadedProgram uprobeMulti() throws BpfException {
        return take(siteSpec());
    }

    /** Loads the program for libjvm's sites for a kernel without uprobe_multi. */
    public LoadedProgram uprobe() throws BpfException {
        return objects.loadForPerf(siteSpec());
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

    public LoadedProgram iterator() throws BpfException {
        return take(spec("iter__task"));
    }

    /** Loads the program that gives a thread its slot in {@code span_slots}. */
    BpfProgram spanSlot() throws BpfException {
        return callable("call__span_slot");
    }

    /** Loads a program that this process runs on its own threads. */
    BpfProgram callable(String name) throws BpfException {
        return objects.callable(spec(name));
    }

    /** Measures what the programs' clock differs from this process's. */
    public KernelClock clock() throws BpfException {
        try (var program = callable("call__clock")) {
            return KernelClock.measure(program);
        }
    }

    /** Returns the tracepoint of a program; empty if it attaches to something else. */
    public static Optional<String> tracepointOf(String program) {
        return program.startsWith(TRACEPOINT) ? Optional.of(program.substring(TRACEPOINT.length())) : Optional.empty();
    }

    /** Returns whether a program is that for libjvm's sites. */
    public static boolean isOfSites(String program) {
        return program.equals(UPROBE);
    }

    /** Returns whether this process runs a program, and attaches it to nothing. */
    public static boolean isCallable(String program) {
        return program.startsWith(CALLABLE);
    }

    /** Returns the name that a program has in the kernel. */
    public static String nameInKernel(String program) {
        return program.startsWith(ITERATOR) ? "tasks" : program.substring(program.indexOf("__") + 2);
    }

    /** Returns whether this kernel can attach a program. */
    public static boolean isAttachable(ProgramSpec program) {
        return isOfSites(program.name()) || program.attachType() != 0;
    }

    /** Returns the names of all programs that this kernel can attach, the longest first: they load the slowest. */
    public List<String> programs() {
        return specs.values().stream()
                .filter(LoadedBundle::isAttachable)
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
            ahead.put(name, objects.load(spec(name)));
        } catch (BpfException e) {
            refused.add(name);
            throw e;
        }
    }

    /** Is told that a session has begun, which may need more programs later. */
    public void begun() {
        freeRest();
        objects.begun();
    }

    /** Frees what was loaded ahead and not taken. */
    private void freeRest() {
        ahead.values().forEach(LoadedProgram::close);
        ahead.clear();
    }

    private LoadedProgram take(ProgramSpec spec) throws BpfException {
        var loaded = ahead.remove(spec.name());
        return loaded == null ? objects.load(spec) : loaded;
    }

    private ProgramSpec spec(String name) {
        return Optional.ofNullable(specs.get(name))
                .orElseThrow(() -> new IllegalStateException("the bundle has no program " + name));
    }

    @Override
    public void close() {
        freeRest();
        objects.close();
    }
}
