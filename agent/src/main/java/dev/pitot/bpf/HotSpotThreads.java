package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the operating system's ids of HotSpot's {@code JavaThread}s from this process's own memory.
 *
 * <p>The only other source is a thread dump, which puts the text of all stacks on the application's heap. HotSpot
 * publishes the offsets for debuggers, in {@code gHotSpotVMStructs} (src/hotspot/share/runtime/vmStructs.hpp). A system
 * call reads the memory, since a thread may end meanwhile. Freed memory is then an error of that call and not a fault.
 */
public final class HotSpotThreads {
    private static final long SYS_PROCESS_VM_READV = Libc.ARM ? 270 : 310;
    private static final Set<String> TYPES = Set.of("Thread", "OSThread");
    private static final int MAX_FIELDS = 10_000;
    private static final int MAX_NAME = 256;

    private final long threadToOsThread;
    private final long osThreadToId;
    private final long process = ProcessHandle.current().pid();

    /** Room for one word, and the two {@code struct iovec} that describe it. */
    private final MemorySegment word = Arena.ofAuto().allocate(JAVA_LONG);

    private final MemorySegment to = Arena.ofAuto().allocate(JAVA_LONG, 2);
    private final MemorySegment from = Arena.ofAuto().allocate(JAVA_LONG, 2);

    private HotSpotThreads(long threadToOsThread, long osThreadToId) {
        this.threadToOsThread = threadToOsThread;
        this.osThreadToId = osThreadToId;
    }

    /**
     * Returns a reader. Empty if this JVM does not publish the offsets, or if the process may not read its own memory
     * by system call.
     */
    public static Optional<HotSpotThreads> find() {
        var fields = fields();
        var osThread = fields.get("Thread._osthread");
        var id = fields.get("OSThread._thread_id");
        return osThread == null || id == null
                ? Optional.empty()
                : Optional.of(new HotSpotThreads(osThread, id)).filter(HotSpotThreads::canRead);
    }

    private boolean canRead() {
        return read(word.address(), Integer.BYTES);
    }

    /**
     * Returns the id of the thread whose {@code JavaThread} is at an address, or 0 if it has ended. Not thread-safe.
     */
    public int id(long javaThread) {
        if (javaThread == 0 || !read(javaThread + threadToOsThread, Long.BYTES)) {
            return 0;
        }
        var osThread = word.get(JAVA_LONG, 0);
        return osThread != 0 && read(osThread + osThreadToId, Integer.BYTES) ? word.get(JAVA_INT, 0) : 0;
    }

    private boolean read(long address, int bytes) {
        to.setAtIndex(JAVA_LONG, 0, word.address());
        to.setAtIndex(JAVA_LONG, 1, bytes);
        from.setAtIndex(JAVA_LONG, 0, address);
        from.setAtIndex(JAVA_LONG, 1, bytes);
        return Libc.syscall(SYS_PROCESS_VM_READV, process, to, 1, from, 1) == bytes;
    }

    /** Returns the offsets of the instance fields of the two types, by {@code TYPE.FIELD}. */
    private static Map<String, Long> fields() {
        var fields = new HashMap<String, Long>();
        var table = variable("gHotSpotVMStructs");
        var stride = variable("gHotSpotVMStructEntryArrayStride");
        var type = variable("gHotSpotVMStructEntryTypeNameOffset");
        var field = variable("gHotSpotVMStructEntryFieldNameOffset");
        var isStatic = variable("gHotSpotVMStructEntryIsStaticOffset");
        var offset = variable("gHotSpotVMStructEntryOffsetOffset");
        if (table == 0 || stride <= 0) {
            return fields;
        }
        for (var i = 0; i < MAX_FIELDS; i++) { // a field without a type ends the table
            var entry = MemorySegment.ofAddress(table + i * stride).reinterpret(stride); // HotSpot states the size
            var typeName = text(entry.get(JAVA_LONG, type));
            if (typeName.isEmpty()) {
                break;
            }
            if (TYPES.contains(typeName) && entry.get(JAVA_INT, isStatic) == 0) {
                fields.put(typeName + "." + text(entry.get(JAVA_LONG, field)), entry.get(JAVA_LONG, offset));
            }
        }
        return fields;
    }

    private static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(MAX_NAME).getString(0);
    }

    /** Reads 8 bytes of libjvm's exported data; 0 if the symbol does not exist. */
    private static long variable(String name) {
        var address = Symbols.address(name);
        return address.address() == 0 ? 0 : address.reinterpret(Long.BYTES).get(JAVA_LONG, 0);
    }

    /** The exported symbols of libjvm. */
    private static final class Symbols {
        /** {@code RTLD_LAZY | RTLD_NOLOAD}. */
        private static final int LOADED = 1 | 4;

        // void *dlopen(const char *file, int mode);
        private static final MemorySegment DLOPEN = Libc.symbol("dlopen");
        // void *dlsym(void *handle, const char *name);
        private static final MemorySegment DLSYM = Libc.symbol("dlsym");

        /** The loaded library, found by its soname, because another file may be at its path by now. */
        private static final MemorySegment LIBJVM = libjvm();

        private static MemorySegment libjvm() {
            try (var arena = Arena.ofConfined()) {
                return Libc.pointer(DLOPEN, arena.allocateFrom("libjvm.so").address(), LOADED);
            }
        }

        static MemorySegment address(String name) {
            if (LIBJVM.address() == 0) {
                return LIBJVM;
            }
            try (var arena = Arena.ofConfined()) {
                return Libc.pointer(
                        DLSYM, LIBJVM.address(), arena.allocateFrom(name).address());
            }
        }
    }
}
