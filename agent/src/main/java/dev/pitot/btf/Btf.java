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
 * The types of a kernel, from {@code /sys/kernel/btf/vmlinux} (readable by everyone, about 5 MB).
 *
 * <p>Of several types of one kind and name the first is taken, as libbpf does. Sizes and offsets are in bytes where
 * nothing else is said. Opening checks that every type record lies within the file; names and references are checked
 * when a question reads them, which is why every question may throw {@link BtfException}. Not safe for use by several
 * threads.
 *
 * <p>Source: kernel, {@code Documentation/bpf/btf.rst}. 64-bit little-endian kernels only.
 */
public final class Btf {
    /** Where a kernel with CONFIG_DEBUG_INFO_BTF keeps its own types. */
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

    /** Takes the bytes of a BTF file, without copying them; {@code name} is what errors call it. */
    public static Btf parse(byte[] content, String name) throws BtfException {
        var bytes = new BtfBytes(name, content);
        var header = BtfHeader.read(bytes);
        return new Btf(BtfTypes.scan(bytes, header), new BtfStrings(bytes, header));
    }

    /**
     * Tells one kernel's types from another's without taking them in: CRC-32 and length of the file, in hexadecimal. It
     * is no defence against a forger, of whom there is none under {@code /sys}, and takes 6 ms in a fresh JVM where
     * SHA-256 takes 90.
     */
    public static String fingerprint(Path file) throws BtfException {
        return BtfFile.fingerprint(file);
    }

    /** How many types there are; ids run from 1 to this. */
    public int typeCount() {
        return types.end() - 1;
    }

    /** The id of a named type, as {@code attach_btf_id} of a program wants it. */
    public OptionalInt typeId(BtfKind kind, String name) throws BtfException {
        int id = find(kind, name);
        return id == BtfTypes.VOID ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Where a member lies, counted from the begin of {@code struct}, which is the name of a structure, of a union or of
     * a typedef of one. {@code dottedPath} is {@code pid}, {@code bi_iter.bi_size}, …: each step may lie in anonymous
     * structures and unions and behind typedefs and qualifiers. Empty when there is no such structure or member, or
     * when the path goes through a pointer or an array.
     */
    public Optional<BtfMember> member(String struct, String dottedPath) throws BtfException {
        int id = composite(struct);
        return id == BtfTypes.VOID ? Optional.empty() : new BtfWalk(types, strings, id).along(dottedPath);
    }

    /** The size of a structure, a union, or a typedef of one. */
    public OptionalInt sizeOf(String struct) throws BtfException {
        int id = composite(struct);
        return id == BtfTypes.VOID ? OptionalInt.empty() : OptionalInt.of(types.byteSize(id));
    }

    /**
     * The types of a function's parameters in order, written as C does: {@code bool}, {@code struct task_struct *}. The
     * name is that of a function or of a typedef of a pointer to one, as {@code btf_trace_sched_switch}, whose first
     * parameter is the {@code void *} that a raw tracepoint program does not see. Empty when there is no such function.
     */
    public List<String> parameters(String function) throws BtfException {
        return signature(function).typeNames();
    }

    /** The names of the same parameters; "" for each that has none, as is usual for {@code btf_trace_*}. */
    public List<String> parameterNames(String function) throws BtfException {
        return signature(function).names();
    }

    /** The value of an enumerator, of the enumeration named, or with null of the first one anywhere that has it. */
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
