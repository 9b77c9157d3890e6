package dev.pitot.kernel;

import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.MapSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The maps of a bundle that this process has, whoever made them. */
public abstract class BundleMaps implements KernelObjects {
    private static final String RING = "ring";

    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final boolean isTiming = !ProgramStatistics.arePermitted();
    private final int ringSize;

    /** @param ringSize size of the ring buffer in bytes; 0: the bundle's own */
    protected BundleMaps(Bundle bundle, int ringSize) {
        this.ringSize = ringSize > 0 ? ringSize : usualSize(bundle);
    }

    private static int usualSize(Bundle bundle) {
        return bundle.maps().stream()
                .filter(map -> map.name().equals(RING))
                .mapToInt(MapSpec::maxEntries)
                .findFirst()
                .orElse(0);
    }

    /** Returns how many entries a map has here. */
    protected final int entries(MapSpec spec) {
        return spec.name().equals(RING) ? ringSize : spec.maxEntries();
    }

    protected final void add(MapSpec spec, BpfMap map) {
        maps.put(spec.name(), map);
    }

    @Override
    public final Optional<BpfMap> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    @Override
    public final int ringSize() {
        return ringSize;
    }

    @Override
    public final boolean isTiming() {
        return isTiming;
    }

    @Override
    public void close() {
        maps.values().forEach(BpfMap::close);
    }
}
