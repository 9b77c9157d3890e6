package dev.pitot.usdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes the smallest 64-bit ELF file that has probe notes: one segment, three sections, no code. */
final class TinyElf {
    static final long LOAD_ADDRESS = 0x1000;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final byte[] NAMES =
            "\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = 0x4000;

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private long base;

    TinyElf base(long address) {
        base = address;
        return this;
    }

    TinyElf note(String provider, String name, long location, long noteBase, long semaphore, String arguments) {
        var strings = (provider + '\0' + name + '\0' + arguments + '\0').getBytes(StandardCharsets.UTF_8);
        var size = 24 + strings.length;
        var note = little(12 + 8 + ((size + 3) & ~3));
        note.putInt(8).putInt(size).putInt(ProbeNote.TYPE).put("stapsdt\0".getBytes(StandardCharsets.US_ASCII));
        note.putLong(location).putLong(noteBase).putLong(semaphore).put(strings);
        notes.writeBytes(note.array());
        return this;
    }

    byte[] bytes() {
        var file = little(SIZE);
        var notesAt = HEADER + PROGRAM_HEADER;
        var namesAt = notesAt + notes.size();
        var sectionsAt = namesAt + NAMES.length;
        header(file, sectionsAt);
        file.putInt(1).putInt(5).putLong(0).putLong(LOAD_ADDRESS).putLong(LOAD_ADDRESS);
        file.putLong(SIZE).putLong(SIZE).putLong(0x1000);
        file.put(notes.toByteArray()).put(NAMES);
        section(file, 0, 0, 0, 0, 0);
        section(file, 1, Section.NOTE, 0, notesAt, notes.size());
        section(file, 15, 1, base, 0, 1);
        section(file, 29, 3, 0, namesAt, NAMES.length);
        return file.array();
    }

    private static void header(ByteBuffer file, int sectionsAt) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        file.putShort((short) 3)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0)
                .putLong(HEADER)
                .putLong(sectionsAt);
        file.putInt(0).putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        file.putShort((short) SECTION_HEADER).putShort((short) 4).putShort((short) 3);
    }

    private static void section(ByteBuffer file, int name, int type, long address, long offset, long size) {
        file.putInt(name)
                .putInt(type)
                .putLong(0)
                .putLong(address)
                .putLong(offset)
                .putLong(size);
        file.putInt(0).putInt(0).putLong(1).putLong(0);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
