package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What this process makes by its own privileges. */
public final class OwnObjects implements KernelObjects {
    private final Bpf bpf;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final int[] descriptors;
    private final int process;
    private final int ringSize;
    private final boolean isTiming = !ProgramStatistics.arePermitted();

    /**
     * Creates the maps of a bundle.
     *
     * @param ringSize size of the ring buffer in bytes; 0: the bundle's own
     */
    public OwnObjects(Bpf bpf, Bundle bundle, int ringSize) throws BpfException {
        this.bpf = bpf;
        process = bpf.ownProcess();
        descriptors = new int[bundle.maps().size()];
        var ring = 0;
        try {
            for (var i = 0; i < descriptors.length; i++) {
                var spec = bundle.maps().get(i);
                var isRing = spec.name().equals(LoadedBundle.RING);
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
        this.ringSize = ring;
    }

    @Override
    public Optional<BpfMap> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    @Override
    public int ringSize() {
        return ringSize;
    }

    @Override
    public boolean isTiming() {
        return isTiming;
    }

    @Override
    public LoadedProgram load(ProgramSpec spec) throws BpfException {
        var name = LoadedBundle.nameInKernel(spec.name());
        if (LoadedBundle.isOfSites(spec.name())) {
            return new OwnProgram(bpf.uprobeMulti(name, code(spec)));
        }
        return new OwnProgram(
                LoadedBundle.tracepointOf(spec.name()).isPresent()
                        ? bpf.tracepoint(name, code(spec), spec.attachType())
                        : bpf.iterator(name, code(spec), spec.attachType()));
    }

    @Override
    public BpfProgram callable(ProgramSpec spec) throws BpfException {
        return bpf.callable(LoadedBundle.nameInKernel(spec.name()), code(spec));
    }

    /** Loads the program for libjvm's sites for a kernel without uprobe_multi. */
    LoadedProgram uprobe(ProgramSpec spec) throws BpfException {
        return new OwnProgram(bpf.uprobe("hotspot", code(spec)));
    }

    private byte[] code(ProgramSpec spec) {
        var constants = Map.of(
                Layout.TGID_PLACE, (long) process, Layout.TIMING_PLACE, isTiming ? 1L : 0L, Layout.START_PLACE, 0L);
        return spec.loadable(descriptors, constants);
    }

    @Override
    public void forgetRequests() throws BpfException {
        var requests = maps.get("requests");
        if (requests != null) {
            requests.clear();
        }
    }

    @Override
    public void begun() {
        // What is missing later is loaded then.
    }

    @Override
    public Optional<Bpf> own() {
        return Optional.of(bpf);
    }

    @Override
    public void close() {
        maps.values().forEach(BpfMap::close);
    }
}
