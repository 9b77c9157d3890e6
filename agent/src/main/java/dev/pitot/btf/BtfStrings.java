package dev.pitot.btf;

import java.nio.charset.StandardCharsets;

/**
 * The string section: NUL-terminated names, addressed by their offset within the section. Offset 0 means "no name".
 *
 * <p>The constructor checks that the section begins and ends with a NUL, as the kernel does ({@code btf_parse_str_sec}
 * in {@code kernel/bpf/btf.c}). So a name that begins in the section also ends in it.
 */
final class BtfStrings {
    private final BtfBytes bytes;
    private final byte[] raw;
    private final int begin;
    private final int length;

    BtfStrings(BtfBytes bytes, BtfHeader header) throws BtfException {
        this.bytes = bytes;
        this.raw = bytes.raw();
        this.begin = header.stringsBegin();
        this.length = header.stringsEnd() - begin;
        if (length < 1 || raw[begin] != 0 || raw[begin + length - 1] != 0) {
            throw bytes.fail(begin, "a string section of " + length + " bytes to begin and end with a NUL");
        }
    }

    static byte[] encode(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static int hash(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = 31 * hash + b;
        }
        return hash;
    }

    int hash(int name) throws BtfException {
        int hash = 0;
        for (int i = first(name); raw[i] != 0; i++) {
            hash = 31 * hash + raw[i];
        }
        return hash;
    }

    boolean isEmpty(int name) throws BtfException {
        return raw[first(name)] == 0;
    }

    boolean equal(int name, byte[] other) throws BtfException {
        int at = first(name);
        for (byte b : other) {
            // The NUL of a shorter name differs from every byte of the other, so the loop never passes it.
            if (b == 0 || raw[at++] != b) {
                return false;
            }
        }
        return raw[at] == 0;
    }

    String get(int name) throws BtfException {
        int from = first(name);
        int to = from;
        while (raw[to] != 0) {
            to++;
        }
        return new String(raw, from, to - from, StandardCharsets.UTF_8);
    }

    private int first(int name) throws BtfException {
        if (name < 0 || name >= length) {
            throw bytes.fail(
                    begin,
                    "a name within the " + length + " bytes of the string section, found string offset "
                            + Integer.toUnsignedLong(name));
        }
        return begin + name;
    }
}
