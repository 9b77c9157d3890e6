package dev.pitot.btf;

import java.util.OptionalLong;

/** Finds the values of enumerators. An ENUM entry is (name, value), an ENUM64 entry (name, low word, high word). */
final class BtfEnums {
    private final BtfTypes types;
    private final BtfStrings strings;

    BtfEnums(BtfTypes types, BtfStrings strings) {
        this.types = types;
        this.strings = strings;
    }

    /** Searches every enumeration of the file. */
    OptionalLong find(byte[] enumerator) throws BtfException {
        for (int id = 1; id < types.end(); id++) {
            var kind = types.kind(id);
            if (kind == BtfKind.ENUM || kind == BtfKind.ENUM64) {
                var value = find(id, enumerator);
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return OptionalLong.empty();
    }

    OptionalLong find(int id, byte[] enumerator) throws BtfException {
        for (int i = 0; i < types.vlen(id); i++) {
            int entry = types.entry(id, i);
            if (strings.equal(types.word(entry), enumerator)) {
                return OptionalLong.of(value(id, entry));
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the value of an entry. The flag of a 32-bit enumeration says that its values are signed; 64-bit values
     * are returned as they are.
     */
    private long value(int id, int entry) throws BtfException {
        int low = types.word(entry + 4);
        if (types.kind(id) == BtfKind.ENUM64) {
            return Integer.toUnsignedLong(low) | (long) types.word(entry + 8) << 32;
        }
        return types.flag(id) ? low : Integer.toUnsignedLong(low);
    }
}
