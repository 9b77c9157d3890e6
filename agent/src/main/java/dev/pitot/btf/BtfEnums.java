package dev.pitot.btf;

import java.util.OptionalLong;

/** The values of enumerators. ENUM entries are (name, value), ENUM64 entries (name, low word, high word). */
final class BtfEnums {
    private final BtfTypes types;
    private final BtfStrings strings;

    BtfEnums(BtfTypes types, BtfStrings strings) {
        this.types = types;
        this.strings = strings;
    }

    /** Looks through every enumeration of the file. */
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

    /** The flag of an enumeration says that its values have a sign; of 64 bits they are given as they stand. */
    private long value(int id, int entry) throws BtfException {
        int low = types.word(entry + 4);
        if (types.kind(id) == BtfKind.ENUM64) {
            return Integer.toUnsignedLong(low) | (long) types.word(entry + 8) << 32;
        }
        return types.flag(id) ? low : Integer.toUnsignedLong(low);
    }
}
