package dev.pitot.spans;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The super class and the interfaces that a class file names (JVM specification, 4.1). */
final class ClassFileSupers {
    private static final int MAGIC = 0xcafebabe;
    private static final int UTF8 = 1;
    private static final int CLASS = 7;

    private final ByteBuffer file;
    private final int[] constants; // where each begins

    private ClassFileSupers(ByteBuffer file) {
        this.file = file;
        if (file.getInt() != MAGIC) {
            throw new IllegalArgumentException("no class file");
        }
        file.getInt(); // version
        constants = new int[Short.toUnsignedInt(file.getShort())];
        for (var i = 1; i < constants.length; i++) {
            constants[i] = file.position();
            var tag = file.get();
            var length = tag == UTF8 ? Short.toUnsignedInt(file.getShort()) : ClassFileTypes.length(tag);
            file.position(file.position() + length);
            i += length == 8 && tag != UTF8 ? 1 : 0; // a long or double takes two places
        }
    }

    /** Returns names with dots; none of a file that the JVM refuses. */
    static List<String> names(byte[] bytes) {
        try {
            return new ClassFileSupers(ByteBuffer.wrap(bytes)).names();
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return List.of();
        }
    }

    private List<String> names() {
        file.getInt(); // access flags, this class
        var names = new ArrayList<String>();
        add(names); // Object has no super class
        var interfaces = Short.toUnsignedInt(file.getShort());
        for (var i = 0; i < interfaces; i++) {
            add(names);
        }
        return names;
    }

    private void add(List<String> names) {
        var at = constants[Short.toUnsignedInt(file.getShort())];
        if (at != 0 && file.get(at) == CLASS) {
            var name = constants[Short.toUnsignedInt(file.getShort(at + 1))];
            var length = Short.toUnsignedInt(file.getShort(name + 1));
            if (name + 3 + length > file.limit()) {
                throw new IllegalArgumentException("no name");
            }
            names.add(new String(file.array(), name + 3, length, StandardCharsets.UTF_8).replace('/', '.'));
        }
    }
}
