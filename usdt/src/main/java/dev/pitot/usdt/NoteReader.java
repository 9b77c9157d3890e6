package dev.pitot.usdt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the entries of a note section.
 *
 * <p>An entry is {@code Elf64_Nhdr} (three 32-bit numbers: size of the owner's name, size of the descriptor, type), the
 * owner's name with its NUL, and the descriptor. The latter two are padded to 4 bytes.
 */
final class NoteReader {
    private static final int HEADER = 12;

    private NoteReader() {}

    /** Returns the descriptors of the notes with this owner and type. */
    static List<Window> descriptors(Window section, String owner, long type) throws UsdtException {
        var descriptors = new ArrayList<Window>();
        var wanted = (owner + '\0').getBytes(StandardCharsets.US_ASCII);
        for (var at = 0L; at + HEADER <= section.size(); ) {
            var ownerSize = section.unsignedInt(at);
            var descriptorAt = at + HEADER + padded(ownerSize);
            var descriptorSize = section.unsignedInt(at + 4);
            var descriptor = section.part(descriptorAt, descriptorSize, "a note's descriptor");
            if (section.unsignedInt(at + 8) == type
                    && ownerSize == wanted.length
                    && section.startsWith(at + HEADER, wanted)) {
                descriptors.add(descriptor);
            }
            at = descriptorAt + padded(descriptorSize);
        }
        return descriptors;
    }

    private static long padded(long size) {
        return (size + 3) & ~3L;
    }
}
