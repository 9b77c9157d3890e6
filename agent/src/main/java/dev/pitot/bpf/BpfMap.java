package dev.pitot.bpf;

import dev.pitot.bpf.BpfSyscall.Attributes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A BPF map. */
public final class BpfMap extends Descriptor {
    private final String name;
    private final int keySize;
    private final int valueSize;
    private final int maxEntries;

    BpfMap(int fd, String name, int keySize, int valueSize, int maxEntries) {
        super(fd);
        this.name = name;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.maxEntries = maxEntries;
    }

    /** Returns the number of the descriptor, for instructions that use the map. */
    public int number() {
        return fd();
    }

    /**
     * Maps the values of an array created with BPF_F_MMAPABLE, so that they can be read in place. The caller passes the
     * result to {@link #unmap}.
     */
    public MemorySegment mapped(int entries) throws BpfException {
        return Libc.map(fd(), 0, (long) entries * valueSize, Libc.PROT_READ | Libc.PROT_WRITE, name);
    }

    /**
     * Maps the first value of such an array. Any thread may use it until the arena is closed, which unmaps it.
     *
     * @param writable whether it may also be written
     */
    public MemorySegment shared(Arena arena, boolean writable) throws BpfException {
        var protection = writable ? Libc.PROT_READ | Libc.PROT_WRITE : Libc.PROT_READ;
        var mapped = Libc.map(fd(), 0, valueSize, protection, name);
        return MemorySegment.ofAddress(mapped.address()).reinterpret(valueSize, arena, Libc::unmap);
    }

    public static void unmap(MemorySegment mapped) {
        Libc.unmap(mapped);
    }

    /** Sets an element of an array. */
    public void put(int index, MemorySegment value) throws BpfException {
        if (value.byteSize() != valueSize || keySize != Integer.BYTES) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            var attributes = element(arena, arena.allocateFrom(ValueLayout.JAVA_INT, index), value);
            BpfSyscall.checked(BpfSyscall.MAP_UPDATE, attributes, "writing to the BPF map " + name);
        }
    }

    /** Reads an element of an array into {@code value}, which has room for one. */
    public void get(int index, MemorySegment value) throws BpfException {
        if (value.byteSize() < valueSize || keySize != Integer.BYTES) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            read(index, value, arena);
        }
    }

    /** Reads the values of all CPUs of an element in a per-CPU map. Each value starts on a multiple of 8 bytes. */
    public MemorySegment getOfAllCpus(int index, Arena arena) throws BpfException {
        var values = arena.allocate((valueSize + 7L & ~7L) * Cpus.possible(), 8);
        read(index, values, arena);
        return values;
    }

    private void read(int index, MemorySegment value, Arena arena) throws BpfException {
        var attributes = element(arena, arena.allocateFrom(ValueLayout.JAVA_INT, index), value);
        BpfSyscall.checked(BpfSyscall.MAP_LOOKUP, attributes, "reading the BPF map " + name);
    }

    /** The attributes of a call about one element. */
    private Attributes element(Arena arena, MemorySegment key, MemorySegment value) {
        return new Attributes(arena).u32(0, fd()).pointer(8, key).pointer(16, value);
    }

    /** Returns the keys that a hash has at the time of the call. Programs may add keys meanwhile. */
    public List<byte[]> keys() throws BpfException {
        var keys = new ArrayList<byte[]>();
        try (var arena = Arena.ofConfined()) {
            var key = MemorySegment.NULL;
            while (keys.size() < maxEntries) {
                var next = arena.allocate(keySize, 8);
                if (!next(key, next, arena)) {
                    break;
                }
                keys.add(next.toArray(ValueLayout.JAVA_BYTE));
                key = next;
            }
        }
        return keys;
    }

    private boolean next(MemorySegment key, MemorySegment next, Arena arena) throws BpfException {
        var attributes = new Attributes(arena).u32(0, fd()).pointer(8, key).pointer(16, next);
        var result = BpfSyscall.call(BpfSyscall.MAP_NEXT_KEY, attributes);
        if (result < 0 && result != -BpfException.ENOENT) {
            throw BpfException.of("reading the BPF map " + name, -result);
        }
        return result == 0;
    }

    /** Reads an element of a hash into {@code value}; returns false if there is none. */
    public boolean get(byte[] key, MemorySegment value) throws BpfException {
        if (value.byteSize() < valueSize || key.length != keySize) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            var attributes = element(arena, arena.allocateFrom(ValueLayout.JAVA_BYTE, key), value);
            var result = BpfSyscall.call(BpfSyscall.MAP_LOOKUP, attributes);
            if (result < 0 && result != -BpfException.ENOENT) {
                throw BpfException.of("reading the BPF map " + name, -result);
            }
            return result == 0;
        }
    }

    /** Sets an element of a hash. */
    public void put(byte[] key, MemorySegment value) throws BpfException {
        if (value.byteSize() != valueSize || key.length != keySize) {
            throw new IllegalArgumentException(name + " has values of " + valueSize + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            var attributes = element(arena, arena.allocateFrom(ValueLayout.JAVA_BYTE, key), value);
            BpfSyscall.checked(BpfSyscall.MAP_UPDATE, attributes, "writing to the BPF map " + name);
        }
    }

    /** Removes all elements of a hash to which no program adds any more. */
    public void clear() throws BpfException {
        keys().forEach(this::remove);
    }

    /** Removes an element of a hash, if it is there. */
    public void remove(byte[] key) {
        try (var arena = Arena.ofConfined()) {
            var attributes =
                    new Attributes(arena).u32(0, fd()).pointer(8, arena.allocateFrom(ValueLayout.JAVA_BYTE, key));
            BpfSyscall.call(BpfSyscall.MAP_DELETE, attributes);
        }
    }
}
