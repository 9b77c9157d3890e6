package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operating system's ids of HotSpot's {@code JavaThread}s, out of this process's own memory: nothing else tells them but a thread
 * dump, which is a text of all stacks in the application's heap. Where they are, HotSpot says itself, to debuggers:
 * {@code gHotSpotVMStructs} (src/hotspot/share/runtime/vmStructs.hpp). The memory is read by a system call, since a thread may end
 * meanwhile: what is not there any more is then an error, and no fault.
 */
public final class HotSpotThreads {
    private static final long SYS_PROCESS_VM_READV = Libc.ARM ? 270 : 310;
    private static final Set<String> TYPES = Set.of("Thread", "OSThread");
    private static final int MOST_FIELDS = 10_000;
    private static final int LONGEST_NAME = 256;

    private final long threadToOsThread;
    private final long osThreadToId;
    private final long process = ProcessHandle.current().pid();

    /** Room for one word, and the two {@code struct iovec} that say so. */
    private final MemorySegment word = Arena.ofAuto().allocate(JAVA_LONG);

    private final MemorySegment to = Arena.ofAuto().allocate(JAVA_LONG, 2);
    private final MemorySegment from = Arena.ofAuto().allocate(JAVA_LONG, 2);

    private HotSpotThreads(long threadToOsThread, long osThreadToId) {
        this.threadToOsThread = threadToOsThread;
        this.osThreadToId = osThreadToId;
    }

    /** Empty where this JVM does not say where they are, or this process may not read its own memory by a system call. */
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

    /** The id of the thread whose {@code JavaThread} is at an address; 0 when there is none any more. For one caller at a time. */
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

    /** Offsets by {@code TYPE.FIELD}, of those of the two types that are not static. */
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
        for (var i = 0; i < MOST_FIELDS; i++) { // a field without a type is the end
            var entry = MemorySegment.ofAddress(table + i * stride).reinterpret(stride); // HotSpot's own word
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
                : MemorySegment.ofAddress(address).reinterpret(LONGEST_NAME).getString(0);
    }

    /** 8 bytes of libjvm's data, which HotSpot exports; 0 where it does not. */
    private static long variable(String name) {
        var address = Symbols.address(name);
        return address.address() == 0 ? 0 : address.reinterpret(Long.BYTES).get(JAVA_LONG, 0);
    }

    /** What the libraries of this process export. */
    private static final class Symbols {
        /** {@code RTLD_LAZY | RTLD_NOLOAD}. */
        private static final int LOADED = 1 | 4;

        // void *dlopen(const char *file, int mode);
        private static final MethodHandle DLOPEN = Linker.nativeLinker()
                .downcallHandle(Libc.symbol("dlopen"), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        // void *dlsym(void *handle, const char *name);
        private static final MethodHandle DLSYM = Linker.nativeLinker()
                .downcallHandle(Libc.symbol("dlsym"), FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

        /** The library that is there already, by the name that it gives itself: its file may be another by now. */
        private static final MemorySegment LIBJVM = libjvm();

        private static MemorySegment libjvm() {
            try (var arena = Arena.ofConfined()) {
                return (MemorySegment) DLOPEN.invokeExact(arena.allocateFrom("libjvm.so"), LOADED);
            } catch (Throwable t) {
                throw Libc.unexpected(t);
            }
        }

        static MemorySegment address(String name) {
            if (LIBJVM.address() == 0) {
                return LIBJVM;
            }
            try (var arena = Arena.ofConfined()) {
                return (MemorySegment) DLSYM.invokeExact(LIBJVM, arena.allocateFrom(name));
            } catch (Throwable t) {
                throw Libc.unexpected(t);
            }
        }
    }
}
