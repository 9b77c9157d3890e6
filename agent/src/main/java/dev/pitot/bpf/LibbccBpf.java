package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code libbcc_bpf.so.0}, the part of libbcc without LLVM, which creates and accesses maps. It is the only foreign
 * library in the traced JVM.
 */
final class LibbccBpf {
    static final String NAME = "libbcc_bpf.so.0";

    /** {@code struct bcc_create_map_attr} of libbpf.h in libbcc, unchanged since 0.22. */
    private static final MemoryLayout CREATE_MAP = MemoryLayout.structLayout(
            ADDRESS.withName("name"),
            JAVA_INT.withName("map_type"),
            JAVA_INT.withName("map_flags"),
            JAVA_INT.withName("key_size"),
            JAVA_INT.withName("value_size"),
            JAVA_INT.withName("max_entries"),
            JAVA_INT.withName("numa_node"),
            JAVA_INT.withName("btf_fd"),
            JAVA_INT.withName("btf_key_type_id"),
            JAVA_INT.withName("btf_value_type_id"),
            JAVA_INT.withName("map_ifindex"),
            JAVA_INT.withName("inner_map_fd"),
            MemoryLayout.paddingLayout(4));

    private final MethodHandle createMap;
    private final MethodHandle update;
    private final MethodHandle lookup;

    LibbccBpf() throws BpfException {
        var library = Native.open(NAME);
        // int bcc_create_map_xattr(struct bcc_create_map_attr *attr, bool allow_rlimit);
        createMap = library.function(
                "bcc_create_map_xattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_BOOLEAN), Libc.captureErrno());
        // int bpf_update_elem(int fd, void *key, void *value, unsigned long long flags);
        update = library.function(
                "bpf_update_elem",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
                Libc.captureErrno());
        // int bpf_lookup_elem(int fd, void *key, void *value);
        lookup = library.function(
                "bpf_lookup_elem", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), Libc.captureErrno());
    }

    /** The attributes of a new map; {@code btf} is a descriptor of BTF with the types of key and value, or 0. */
    record MapAttributes(
            String name,
            int type,
            int flags,
            int keySize,
            int valueSize,
            int maxEntries,
            int btf,
            int keyType,
            int valueType) {}

    /**
     * Creates a map and returns its descriptor. With {@code allow_rlimit}, libbcc raises RLIMIT_MEMLOCK on kernels
     * before 5.11.
     */
    int createMap(MapAttributes map) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Libc.state());
            var attributes = arena.allocate(CREATE_MAP);
            attributes.set(ADDRESS, 0, arena.allocateFrom(map.name()));
            int[] words = {
                map.type(),
                map.flags(),
                map.keySize(),
                map.valueSize(),
                map.maxEntries(),
                0,
                map.btf(),
                map.keyType(),
                map.valueType()
            };
            for (var i = 0; i < words.length; i++) {
                attributes.set(JAVA_INT, 8 + 4L * i, words[i]);
            }
            var fd = (int) createMap.invokeExact(state, attributes, true);
            if (fd < 0) {
                throw BpfException.of("creating the BPF map " + map.name(), Libc.errno(state));
            }
            return fd;
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    void update(int fd, MemorySegment key, MemorySegment value, String map) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Libc.state());
            var result = (int) update.invokeExact(state, fd, key, value, 0L);
            if (result < 0) {
                throw BpfException.of("writing to the BPF map " + map, Libc.errno(state));
            }
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    void lookup(int fd, MemorySegment key, MemorySegment value, String map) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Libc.state());
            var result = (int) lookup.invokeExact(state, fd, key, value);
            if (result < 0) {
                throw BpfException.of("reading the BPF map " + map, Libc.errno(state));
            }
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
