package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * A module compiled by {@code libbcc.so.0}.
 *
 * <p>Only the compiler child uses it. Compiling loads LLVM, prints to stdout and stderr, and changes the working
 * directory until it ends. It also changes the process's locale for good.
 */
public final class BccModule implements AutoCloseable {
    public static final String LIBRARY = "libbcc.so.0";
    private static final int MAX_NAME = 64;
    private static final int LC_ALL = 6;

    private final Native library;
    private final MemorySegment module;

    private BccModule(Native library, MemorySegment module) {
        this.library = library;
        this.module = module;
    }

    /**
     * Compiles C in libbcc's dialect and creates its maps.
     *
     * @param flags flags for clang, such as {@code -DNAME=VALUE}
     */
    public static BccModule compile(String source, List<String> flags) throws BpfException {
        useLocaleC();
        var library = Native.open(LIBRARY);
        // void *bpf_module_create_c_from_string(const char *text, unsigned flags, const char *cflags[], int ncflags,
        //                                       bool allow_rlimit, const char *dev_name);
        var create = library.function(
                "bpf_module_create_c_from_string",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, ADDRESS));
        try (var arena = Arena.ofConfined()) {
            var cflags = arena.allocate(ADDRESS, flags.size());
            for (var i = 0; i < flags.size(); i++) {
                cflags.setAtIndex(ADDRESS, i, arena.allocateFrom(flags.get(i)));
            }
            var text = arena.allocateFrom(source);
            var module = (MemorySegment) create.invokeExact(text, 0, cflags, flags.size(), true, MemorySegment.NULL);
            if (module.address() == 0) {
                throw new BpfException.CompilationFailed();
            }
            return new BccModule(library, module);
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /**
     * Sets the locale to C, because LLVM compares its options by {@code tolower} and finds none in a Turkish locale.
     *
     * <p>The environment stays unchanged. This JVM takes the encoding of paths from it, and both JVMs must use the same
     * one.
     */
    // char *setlocale(int category, const char *locale);
    private static void useLocaleC() {
        var type = FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS);
        var setLocale = Linker.nativeLinker().downcallHandle(Libc.symbol("setlocale"), type);
        try (var arena = Arena.ofConfined()) {
            var ignored = (MemorySegment) setLocale.invokeExact(LC_ALL, arena.allocateFrom("C"));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    // size_t bpf_num_functions(void *program);
    public int functions() throws BpfException {
        return (int) size("bpf_num_functions");
    }

    // const char *bpf_function_name(void *program, size_t id);
    public String functionName(int id) throws BpfException {
        return string("bpf_function_name", id);
    }

    /**
     * Returns the function's instructions, {@code struct bpf_insn} of 8 bytes each. They refer to maps by this
     * process's file descriptors.
     */
    // void *bpf_function_start_id(void *program, size_t id); size_t bpf_function_size_id(void *program, size_t id);
    public byte[] instructions(int id) throws BpfException {
        var size = size("bpf_function_size_id", id);
        return pointer("bpf_function_start_id", id).reinterpret(size).toArray(JAVA_BYTE); // libbcc states the size
    }

    // size_t bpf_num_tables(void *program);
    public int tables() throws BpfException {
        return (int) size("bpf_num_tables");
    }

    // const char *bpf_table_name(void *program, size_t id);
    public String tableName(int id) throws BpfException {
        return string("bpf_table_name", id);
    }

    // int bpf_table_fd_id(void *program, size_t id);
    public int tableDescriptor(int id) throws BpfException {
        return number("bpf_table_fd_id", id);
    }

    // int bpf_table_type_id(void *program, size_t id);
    public int tableType(int id) throws BpfException {
        return number("bpf_table_type_id", id);
    }

    // int bpf_table_flags_id(void *program, size_t id);
    public int tableFlags(int id) throws BpfException {
        return number("bpf_table_flags_id", id);
    }

    // size_t bpf_table_max_entries_id(void *program, size_t id);
    public int tableEntries(int id) throws BpfException {
        return (int) size("bpf_table_max_entries_id", id);
    }

    // size_t bpf_table_key_size_id(void *program, size_t id);
    public int tableKeySize(int id) throws BpfException {
        return (int) size("bpf_table_key_size_id", id);
    }

    // size_t bpf_table_leaf_size_id(void *program, size_t id);
    public int tableValueSize(int id) throws BpfException {
        return (int) size("bpf_table_leaf_size_id", id);
    }

    // void bpf_module_destroy(void *program);
    @Override
    public void close() throws BpfException {
        var destroy = library.function("bpf_module_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        try {
            destroy.invokeExact(module);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private String string(String function, int id) throws BpfException {
        // a NUL-terminated C identifier of Pitot's own sources
        return pointer(function, id).reinterpret(MAX_NAME).getString(0);
    }

    private MemorySegment pointer(String function, int id) throws BpfException {
        try {
            return (MemorySegment) perId(function, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG))
                    .invokeExact(module, (long) id);
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private int number(String function, int id) throws BpfException {
        try {
            return (int) perId(function, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG))
                    .invokeExact(module, (long) id);
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private long size(String function, int id) throws BpfException {
        try {
            return (long) perId(function, FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG))
                    .invokeExact(module, (long) id);
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private long size(String function) throws BpfException {
        try {
            return (long)
                    perId(function, FunctionDescriptor.of(JAVA_LONG, ADDRESS)).invokeExact(module);
        } catch (BpfException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private MethodHandle perId(String function, FunctionDescriptor descriptor) throws BpfException {
        return library.function(function, descriptor);
    }
}
