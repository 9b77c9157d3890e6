package dev.pitot.bcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A map of the kernel. */
public final class BpfMap extends Descriptor {
    private final LibbccBpf libbcc;
    private final String name;
    private final int keySize;
    private final int valueSize;

    BpfMap(LibbccBpf libbcc, int fd, String name, int keySize, int valueSize) {
        super(fd);
        this.libbcc = libbcc;
        this.name = name;
        this.keySize = keySize;
        this.valueSize = valueSize;
    }

    /** The descriptor's number, to be written into instructions that use the map. */
    public int number() {
        return fd();
    }

    /** The values of an array made with BPF_F_MMAPABLE, readable in place; the caller gives it to {@link #unmap}. */
    public MemorySegment mapped(int entries) throws BpfException {
        return Libc.map(fd(), 0, (long) entries * valueSize, 1, name);
    }

    public static void unmap(MemorySegment mapped) {
        Libc.unmap(mapped);
    }

    /** Sets an array's element. */
    public void put(int index, MemorySegment value) throws BpfException {
        if (value.byteSize() != valueSize || keySize != Integer.BYTES) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            libbcc.update(fd(), arena.allocateFrom(ValueLayout.JAVA_INT, index), value, name);
        }
    }

    /** Reads an array's element into {@code value}, which has room for one. */
    public void get(int index, MemorySegment value) throws BpfException {
        if (value.byteSize() < valueSize || keySize != Integer.BYTES) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            libbcc.lookup(fd(), arena.allocateFrom(ValueLayout.JAVA_INT, index), value, name);
        }
    }
}
