package dev.pitot.spans;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The types that a class file names, from its constant pool alone (JVM specification, 4.4). To look there takes some 20 us.
 * It is done for each class that the JVM loads, and with no class that is not loaded yet.
 */
record ClassFileTypes(byte[] bytes) implements TypeNames {
    private static final int MAGIC = 0xcafebabe;
    private static final int UTF8 = 1;

    /** A begin of a class file, with one constant: {@code La;}. */
    static final byte[] SAMPLE = {
        (byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 55, 0, 2, UTF8, 0, 3, 'L', 'a', ';'
    };

    @Override
    public boolean haveOneOf(NameGlob types) {
        try {
            return haveOneOf(types, ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return false; // the JVM refuses such a class
        }
    }

    private static boolean haveOneOf(NameGlob types, ByteBuffer file) {
        if (file.getInt() != MAGIC) {
            return false;
        }
        file.getInt(); // version
        var count = Short.toUnsignedInt(file.getShort());
        for (var i = 1; i < count; i++) {
            var tag = file.get();
            if (tag == UTF8) {
                if (isOneOf(types, file, Short.toUnsignedInt(file.getShort()))) {
                    return true;
                }
            } else {
                var length = length(tag);
                file.position(file.position() + length);
                i += length == 8 ? 1 : 0; // a long or double takes two places
            }
        }
        return false;
    }

    private static boolean isOneOf(NameGlob types, ByteBuffer file, int length) {
        var at = file.position();
        file.position(at + length);
        return length > 2
                && file.get(at) == 'L'
                && file.get(at + length - 1) == ';'
                && begins(types.text(), file, at + 1, length - 2)
                && types.matches(TypeNames.ofDescriptor(new String(file.array(), at, length, StandardCharsets.UTF_8)));
    }

    /** Compares what is in front of the first star. Most names fail here, which needs no text of them. */
    private static boolean begins(String glob, ByteBuffer file, int at, int length) {
        for (var i = 0; i < glob.length(); i++) {
            var wanted = glob.charAt(i);
            if (wanted == '*' || wanted >= 0x80) {
                return true;
            }
            if (i == length || file.get(at + i) != (wanted == '.' ? '/' : wanted)) {
                return false;
            }
        }
        return true;
    }

    /** Returns how long what follows the tag is, for all but texts. */
    static int length(byte tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, members, name and type, dynamic
            case 5, 6 -> 8; // long, double
            default -> throw new IllegalArgumentException("no constant");
        };
    }
}
