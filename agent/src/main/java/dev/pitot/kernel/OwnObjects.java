package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.util.Map;
import java.util.Optional;

/** What this process makes by its own privileges. */
public final class OwnObjects extends BundleMaps {
    private final Bpf bpf;
    private final int[] descriptors;
    private final int process;

    /**
     * Creates the maps of a bundle.
     *
     * @param ringSize size of the ring buffer in bytes; 0: the bundle's own
     */
    public OwnObjects(Bpf bpf, Bundle bundle, int ringSize) throws BpfException {
        super(bundle, ringSize);
        this.bpf = bpf;
        process = bpf.ownProcess();
        descriptors = new int[bundle.maps().size()];
        try {
            for (var i = 0; i < descriptors.length; i++) {
                var spec = bundle.maps().get(i);
                var map = bpf.map(
                        spec.name(), spec.type(), spec.keySize(), spec.valueSize(), entries(spec), spec.flags());
                add(spec, map);
                descriptors[i] = map.number();
            }
        } catch (BpfException e) {
            close();
            throw e;
        }
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

    @Override
    public LoadedProgram loadForPerf(ProgramSpec spec) throws BpfException {
        return new OwnProgram(bpf.uprobe(LoadedBundle.nameInKernel(spec.name()), code(spec)));
    }

    private byte[] code(ProgramSpec spec) {
        var constants = Map.of(
                Layout.TGID_PLACE,
                (long) process,
                Layout.TIMING_PLACE,
                isTiming() ? 1L : 0L,
                Layout.START_PLACE,
                0L,
                Layout.EXEC_PLACE,
                0L);
        return spec.loadable(descriptors, constants);
    }

    @Override
    public void forgetRequests() throws BpfException {
        var requests = map("requests");
        if (requests.isPresent()) {
            requests.get().clear();
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
}
