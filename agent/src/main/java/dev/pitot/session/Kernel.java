package dev.pitot.session;

import dev.pitot.bcc.Bpf;
import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.BpfLink;
import dev.pitot.bcc.BpfMap;
import dev.pitot.bcc.BpfProgram;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle in the kernel: its maps, and those of its programs that were asked for. Closing it detaches and frees all. */
final class Kernel implements AutoCloseable {
    private final Bpf bpf;
    private final Map<String, ProgramSpec> specs = new LinkedHashMap<>();
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final int[] descriptors;
    private final Deque<AutoCloseable> attached = new ArrayDeque<>();
    private final List<BpfLink> slow = new ArrayList<>();

    Kernel(Bpf bpf, Bundle bundle) throws BpfException {
        this.bpf = bpf;
        bundle.programs().forEach(program -> specs.put(program.name(), program));
        descriptors = new int[bundle.maps().size()];
        try {
            for (var i = 0; i < descriptors.length; i++) {
                var spec = bundle.maps().get(i);
                var map = bpf.map(
                        spec.name(), spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries(), spec.flags());
                maps.put(spec.name(), map);
                descriptors[i] = map.number();
            }
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    BpfMap map(String name) {
        return Optional.ofNullable(maps.get(name)).orElseThrow(() -> new IllegalStateException("no map " + name));
    }

    /** Whether this kernel has the tracepoint that the program is for. */
    boolean has(String tracepoint) {
        var spec = specs.get("tp__" + tracepoint);
        return spec != null && spec.attachType() != 0;
    }

    /** Loads and attaches the program for a tracepoint. */
    void trace(String tracepoint) throws BpfException {
        if (!has(tracepoint)) {
            throw new BpfException.NotSupported("the tracepoint " + tracepoint, "a newer kernel");
        }
        var spec = specs.get("tp__" + tracepoint);
        var program = keep(bpf.tracepoint(tracepoint, code(spec), spec.attachType()));
        keep(bpf.attachTracepoint(program));
    }

    ProgramSpec spec(String name) {
        return Optional.ofNullable(specs.get(name))
                .orElseThrow(() -> new IllegalStateException("the bundle has no program " + name));
    }

    byte[] code(ProgramSpec spec) {
        return spec.relocated(descriptors);
    }

    BpfProgram uprobeMulti() throws BpfException {
        return keep(bpf.uprobeMulti("hotspot", code(spec("uprobe__hotspot"))));
    }

    BpfProgram uprobe() throws BpfException {
        return keep(bpf.uprobe("hotspot", code(spec("uprobe__hotspot"))));
    }

    BpfProgram iterator() throws BpfException {
        var spec = spec("iter__task");
        return keep(bpf.iterator("tasks", code(spec), spec.attachType()));
    }

    /** Closes it with the programs and links, the last one first. */
    <T extends AutoCloseable> T keep(T object) {
        attached.push(object);
        return object;
    }

    Bpf bpf() {
        return bpf;
    }

    /** As {@link #keep}, for a link whose closing waits for a grace period of the kernel, some 40 ms: those are closed at once. */
    BpfLink keepSlow(BpfLink link) {
        slow.add(link);
        return link;
    }

    /** Nothing fires any more; the maps can still be read. */
    void detach() {
        closeTogether(slow);
        slow.clear();
        while (!attached.isEmpty()) {
            try {
                attached.pop().close();
            } catch (Exception e) {
                throw new AssertionError("closing a descriptor does not throw", e);
            }
        }
    }

    private static void closeTogether(List<BpfLink> links) {
        var others = links.stream()
                .skip(1)
                .map(link -> Thread.ofPlatform().name(Drain.OWN_THREADS + "detach").daemon().start(link::close))
                .toList();
        links.stream().limit(1).forEach(BpfLink::close);
        for (var other : others) {
            try {
                other.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        detach();
        maps.values().forEach(BpfMap::close);
    }
}
