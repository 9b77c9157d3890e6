package dev.pitot.btf;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The types of a kernel, read from {@code /sys/kernel/btf/vmlinux} (about 5 MB, readable by every user).
 *
 * <p>Of several types with the same kind and name the first is taken, as libbpf does. Sizes and offsets are in bytes
 * unless stated otherwise. Opening checks that every type record lies within the file. Queries check the names and
 * references that they read, so every query may throw {@link BtfException}. Not thread-safe.
 *
 * <p>Source: kernel, {@code Documentation/bpf/btf.rst}. Only 64-bit little-endian kernels are supported.
 */
public final class Btf {
    /** The file in which a kernel with CONFIG_DEBUG_INFO_BTF shows its own types. */
    public static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    private final BtfTypes types;
    private final BtfStrings strings;
    private final Map<BtfKind, BtfNames> names = new EnumMap<>(BtfKind.class);

    private Btf(BtfTypes types, BtfStrings strings) {
        this.types = types;
        this.strings = strings;
    }

    /** Reads a file of at most 128 MB. */
    public static Btf read(Path file) throws BtfException {
        return parse(BtfFile.read(file), file.toString());
    }

    /** Parses the bytes of a BTF file, without copying them. Errors call the file {@code name}. */
    public static Btf parse(byte[] content, String name) throws BtfException {
        var bytes = new BtfBytes(name, content);
        var header = BtfHeader.read(bytes);
        return new Btf(BtfTypes.scan(bytes, header), new BtfStrings(bytes, header));
    }

    /**
     * Returns a fingerprint of a file without parsing it: its CRC-32 and length, in hexadecimal. It does not protect
     * from forgery, which is impossible under {@code /sys}. It takes 6 ms in a fresh JVM, where SHA-256 takes 90.
     */
    public static String fingerprint(Path file) throws BtfException {
        return BtfFile.fingerprint(file);
    }

    /** Returns the number of types. Ids run from 1 to this number. */
    public int typeCount() {
        return types.end() - 1;
    }

    /** Returns the id of a named type, for a program's {@code attach_btf_id}. */
    public OptionalInt typeId(BtfKind kind, String name) throws BtfException {
        int id = find(kind, name);
        return id == BtfTypes.VOID ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Returns the place of a member, relative to the begin of {@code struct}. That is the name of a structure, of a
     * union, or of a typedef of one.
     *
     * <p>{@code dottedPath} is {@code pid}, {@code bi_iter.bi_size}, …. Each step may lie in anonymous structures and
     * unions, and behind typedefs and qualifiers. Empty if the structure or member does not exist, or if the path leads
     * through a pointer or an array.
     */
    public Optional<BtfMember> member(String struct, String dottedPath) throws BtfException {
        int id = composite(struct);
        return id == BtfTypes.VOID ? Optional.empty() : new BtfWalk(types, strings, id).along(dottedPath);
    }

    /** Returns the size of a structure, a union, or a typedef of one. */
    public OptionalInt sizeOf(String struct) throws BtfException {
        int id = composite(struct);
        return id == BtfTypes.VOID ? OptionalInt.empty() : OptionalInt.of(types.byteSize(id));
    }

    /**
     * Returns the types of a function's parameters in order, in C notation: {@code bool}, {@code struct task_struct *}.
     *
     * <p>The name is that of a function, or of a typedef of a pointer to one, such as {@code btf_trace_sched_switch}.
     * The first parameter of the latter is the {@code void *} that a raw tracepoint program does not see. Empty if
     * there is no such function.
     */
    public List<String> parameters(String function) throws BtfException {
        return signature(function).typeNames();
    }

    /**
     * Returns the names of the same parameters. A parameter without a name, as usual for {@code btf_trace_*}, is "".
     */
    public List<String> parameterNames(String function) throws BtfException {
        return signature(function).names();
    }

    /**
     * Returns the value of an enumerator of the named enumeration or, with null, of the first enumeration that has it.
     */
    public OptionalLong enumerator(@Nullable String enumName, String enumerator) throws BtfException {
        var enums = new BtfEnums(types, strings);
        if (enumName == null) {
            return enums.find(BtfStrings.encode(enumerator));
        }
        int id = firstOf(enumName, BtfKind.ENUM, BtfKind.ENUM64);
        return id == BtfTypes.VOID ? OptionalLong.empty() : enums.find(id, BtfStrings.encode(enumerator));
    }

    private BtfSignature signature(String function) throws BtfException {
        return new BtfSignature(types, strings, firstOf(function, BtfKind.TYPEDEF, BtfKind.FUNC));
    }

    private int composite(String name) throws BtfException {
        int id = types.resolve(firstOf(name, BtfKind.STRUCT, BtfKind.UNION, BtfKind.TYPEDEF));
        return types.isComposite(id) ? id : BtfTypes.VOID;
    }

    private int firstOf(String name, BtfKind... kinds) throws BtfException {
        for (var kind : kinds) {
            int id = find(kind, name);
            if (id != BtfTypes.VOID) {
                return id;
            }
        }
        return BtfTypes.VOID;
    }

    private int find(BtfKind kind, String name) throws BtfException {
        var index = names.get(kind);
        if (index == null) {
            index = new BtfNames(types, strings, kind);
            names.put(kind, index);
        }
        return name.isEmpty() ? BtfTypes.VOID : index.find(BtfStrings.encode(name));
    }
}
