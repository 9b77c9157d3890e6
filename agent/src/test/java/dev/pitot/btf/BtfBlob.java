package dev.pitot.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes BTF by hand, for tests. Each method adds one type and returns its id. */
public final class BtfBlob {
    private static final int FLAG = 1 << 31;

    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final List<int[]> types = new ArrayList<>();

    public BtfBlob() {
        strings.write(0);
    }

    public record Field(String name, int type, int bitOffset, int bitSize) {
        public Field(String name, int type, int bitOffset) {
            this(name, type, bitOffset, 0);
        }
    }

    public int integer(String name, int bytes) {
        return integer(name, bytes, 0, bytes * 8);
    }

    int integer(String name, int bytes, int bitOffset, int bits) {
        return add(name, BtfKind.INT, 0, bytes, bitOffset << 16 | bits);
    }

    int array(int element, int count) {
        return add("", BtfKind.ARRAY, 0, 0, element, 1, count);
    }

    public int referring(BtfKind kind, String name, int type) {
        return add(name, kind, 0, type);
    }

    public int composite(BtfKind kind, String name, int bytes, Field... fields) {
        var tail = new int[fields.length * 3];
        for (int i = 0; i < fields.length; i++) {
            tail[i * 3] = string(fields[i].name);
            tail[i * 3 + 1] = fields[i].type;
            tail[i * 3 + 2] = fields[i].bitOffset;
        }
        return add(name, kind, fields.length, bytes, tail);
    }

    /** With the flag that says that offsets carry the widths of bit fields. */
    public int withBitFields(String name, int bytes, Field... fields) {
        var packed = new Field[fields.length];
        for (int i = 0; i < fields.length; i++) {
            var f = fields[i];
            packed[i] = new Field(f.name, f.type, f.bitSize << 24 | f.bitOffset);
        }
        int id = composite(BtfKind.STRUCT, name, bytes, packed);
        types.getLast()[1] |= FLAG;
        return id;
    }

    public int prototype(int... parameters) {
        var tail = new int[parameters.length * 2];
        for (int i = 0; i < parameters.length; i++) {
            tail[i * 2 + 1] = parameters[i];
        }
        return add("", BtfKind.FUNC_PROTO, parameters.length, 0, tail);
    }

    public int enumeration(String name, boolean signed, Object... namesAndValues) {
        var tail = new int[namesAndValues.length];
        for (int i = 0; i < tail.length; i += 2) {
            tail[i] = string((String) namesAndValues[i]);
            tail[i + 1] = (Integer) namesAndValues[i + 1];
        }
        return flagged(signed, add(name, BtfKind.ENUM, tail.length / 2, 4, tail));
    }

    int enumeration64(String name, String enumerator, long value) {
        return add(name, BtfKind.ENUM64, 1, 8, string(enumerator), (int) value, (int) (value >>> 32));
    }

    public byte[] bytes() {
        int length = types.stream().mapToInt(t -> t.length * 4).sum();
        var blob = ByteBuffer.allocate(24 + length + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(length).putInt(length).putInt(strings.size());
        types.forEach(type -> {
            for (int word : type) {
                blob.putInt(word);
            }
        });
        return blob.put(strings.toByteArray()).array();
    }

    private int flagged(boolean flag, int id) {
        types.getLast()[1] |= flag ? FLAG : 0;
        return id;
    }

    private int add(String name, BtfKind kind, int vlen, int sizeOrType, int... tail) {
        var words = new int[3 + tail.length];
        words[0] = string(name);
        words[1] = kind.number() << 24 | vlen;
        words[2] = sizeOrType;
        System.arraycopy(tail, 0, words, 3, tail.length);
        types.add(words);
        return types.size();
    }

    private int string(String s) {
        if (s.isEmpty()) {
            return 0;
        }
        int offset = strings.size();
        strings.writeBytes(s.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return offset;
    }
}
