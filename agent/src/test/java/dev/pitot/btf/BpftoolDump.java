package dev.pitot.btf;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code bpftool btf dump file /sys/kernel/btf/vmlinux format raw} prints: a second opinion on the same bytes.
 *
 * <p>A type is a line {@code [12] STRUCT 'name' size=16 vlen=2}, a member an indented line {@code 'name' type_id=3
 * bits_offset=64 bitfield_size=1}.
 */
final class BpftoolDump {
    private static final Pattern TYPE = Pattern.compile("\\[(\\d+)] (\\w+) '(.*?)'(.*)");
    private static final Pattern MEMBER =
            Pattern.compile("\t'(.*?)' type_id=(\\d+) bits_offset=(\\d+)(?: bitfield_size=(\\d+))?");
    private static final Pattern NUMBER = Pattern.compile(" (\\w+)=(\\d+)");
    private static final String ANONYMOUS = "(anon)";

    private final Map<Integer, Type> types = new LinkedHashMap<>();

    record Type(int id, String kind, String name, Map<String, Integer> numbers, List<RawMember> members) {
        int size() {
            return numbers.get("size");
        }

        boolean isComposite() {
            return kind.equals("STRUCT") || kind.equals("UNION");
        }
    }

    record RawMember(String name, int type, int bitOffset, int bitSize) {}

    /** A member as seen from a named structure. */
    record Member(String path, long bitOffset, int bitSize, long byteSize) {}

    static BpftoolDump of(String command) throws IOException {
        var process = new ProcessBuilder(command, "btf", "dump", "file", Btf.VMLINUX.toString(), "format", "raw")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var dump = new BpftoolDump();
        try (var out = process.inputReader()) {
            dump.read(out);
        }
        return dump;
    }

    private void read(BufferedReader out) throws IOException {
        var current = new ArrayList<RawMember>();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            var type = TYPE.matcher(line);
            var member = MEMBER.matcher(line);
            if (type.matches()) {
                current = new ArrayList<>();
                add(type, current);
            } else if (member.matches()) {
                current.add(member(member));
            }
        }
    }

    private void add(Matcher line, List<RawMember> members) {
        int id = Integer.parseInt(line.group(1));
        types.put(id, new Type(id, line.group(2), line.group(3), numbers(line.group(4)), members));
    }

    private static RawMember member(Matcher line) {
        int bits = line.group(4) == null ? 0 : Integer.parseInt(line.group(4));
        return new RawMember(line.group(1), Integer.parseInt(line.group(2)), Integer.parseInt(line.group(3)), bits);
    }

    private static Map<String, Integer> numbers(String tail) {
        var numbers = new LinkedHashMap<String, Integer>();
        NUMBER.matcher(tail).results().forEach(m -> numbers.put(m.group(1), Integer.parseUnsignedInt(m.group(2))));
        return numbers;
    }

    int typeCount() {
        return types.size();
    }

    /** Keys are {@code KIND name}. */
    Map<String, Integer> firstByKindAndName() {
        var first = new LinkedHashMap<String, Integer>();
        for (var type : types.values()) {
            if (!type.name.equals(ANONYMOUS)) {
                first.putIfAbsent(type.kind + " " + type.name, type.id);
            }
        }
        return first;
    }

    /** The first structure of each name. */
    List<Type> structs() {
        var first = firstByKindAndName();
        return types.values().stream()
                .filter(t -> t.kind.equals("STRUCT") && first.getOrDefault("STRUCT " + t.name, 0) == t.id)
                .toList();
    }

    /**
     * Every named member, those in anonymous structures and unions included, and those one step further by a dotted
     * path.
     */
    List<Member> flattened(Type struct) {
        var members = new ArrayList<Member>();
        collect(struct, "", 0, 1, members);
        return members;
    }

    private void collect(Type composite, String prefix, long base, int furtherSteps, List<Member> into) {
        for (var member : composite.members) {
            long offset = base + member.bitOffset;
            var inner = resolve(member.type);
            boolean nests = inner != null && inner.isComposite();
            if (!member.name.equals(ANONYMOUS)) {
                into.add(new Member(prefix + member.name, offset, member.bitSize, size(member.type)));
                if (nests && furtherSteps > 0) {
                    collect(inner, prefix + member.name + ".", offset, furtherSteps - 1, into);
                }
            } else if (nests) {
                collect(inner, prefix, offset, furtherSteps, into);
            }
        }
    }

    private Type resolve(int id) {
        var type = types.get(id);
        while (type != null
                && List.of("TYPEDEF", "CONST", "VOLATILE", "RESTRICT", "TYPE_TAG")
                        .contains(type.kind)) {
            type = types.get(type.numbers.get("type_id"));
        }
        return type;
    }

    private long size(int id) {
        var type = resolve(id);
        return switch (type.kind) {
            case "PTR" -> 8;
            case "ARRAY" -> type.numbers.get("nr_elems") * size(type.numbers.get("type_id"));
            default -> type.size();
        };
    }
}
