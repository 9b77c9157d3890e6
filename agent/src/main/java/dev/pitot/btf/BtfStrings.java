package dev.pitot.btf;

import java.nio.charset.StandardCharsets;

/** The string section: NUL-terminated names, addressed by their offset within the section; offset 0 is "no name". */
final class BtfStrings {
    private final BtfBytes bytes;
    private final int begin;
    private final int end;

    BtfStrings(BtfBytes bytes, BtfHeader header) {
        this.bytes = bytes;
        this.begin = header.stringsBegin();
        this.end = header.stringsEnd();
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
        for (int i = first(name); ; i++) {
            byte b = byteAt(i);
            if (b == 0) {
                return hash;
            }
            hash = 31 * hash + b;
        }
    }

    boolean isEmpty(int name) throws BtfException {
        return name == 0 || byteAt(first(name)) == 0;
    }

    boolean equal(int name, byte[] other) throws BtfException {
        int at = first(name);
        for (byte b : other) {
            // A NUL ends the name before it ends the section, so this never walks beyond a shorter name.
            if (b == 0 || byteAt(at++) != b) {
                return false;
            }
        }
        return byteAt(at) == 0;
    }

    String get(int name) throws BtfException {
        int from = first(name);
        int to = from;
        while (byteAt(to) != 0) {
            to++;
        }
        var copy = new byte[to - from];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = bytes.at(from + i);
        }
        return new String(copy, StandardCharsets.UTF_8);
    }

    private int first(int name) throws BtfException {
        if (name < 0 || name >= end - begin) {
            throw bytes.fail(begin, "the name at string offset " + Integer.toUnsignedLong(name) + " within the "
                    + (end - begin) + " bytes of the string section");
        }
        return begin + name;
    }

    private byte byteAt(int at) throws BtfException {
        if (at >= end) {
            throw bytes.fail(at, "a name that ends before the string section does");
        }
        return bytes.at(at);
    }
}
