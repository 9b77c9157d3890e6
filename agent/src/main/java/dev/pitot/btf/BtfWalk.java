package dev.pitot.btf;

import java.util.Optional;

/**
 * Walks from a structure along the steps of a dotted path to a member. It serves one query.
 *
 * <p>The offset of a member is in bits. If the flag of its structure is set, bits 24-31 of that word are the width of a
 * bit field. Otherwise an old compiler may have put a bit field's width and shift into an INT type of its own.
 */
final class BtfWalk {
    /**
     * Maximum number of members examined for one query. A kernel's largest structure has a few hundred. The limit ends
     * structures that contain themselves.
     */
    private static final int MAX_MEMBERS = 100_000;

    private static final int MAX_NESTING = 32;

    private final BtfTypes types;
    private final BtfStrings strings;
    private int type;
    private long bitOffset;
    private int bitSize;
    private int looked;

    BtfWalk(BtfTypes types, BtfStrings strings, int root) {
        this.types = types;
        this.strings = strings;
        this.type = root;
    }

    Optional<BtfMember> along(String dottedPath) throws BtfException {
        for (var step : dottedPath.split("\\.", -1)) {
            int composite = types.resolve(type);
            if (step.isEmpty() || !types.isComposite(composite) || !enter(composite, BtfStrings.encode(step), 0)) {
                return Optional.empty();
            }
        }
        return Optional.of(member());
    }

    private boolean enter(int composite, byte[] name, int nesting) throws BtfException {
        for (int i = 0; i < types.vlen(composite); i++) {
            int entry = types.entry(composite, i);
            bound(entry, nesting);
            int memberName = types.word(entry);
            if (strings.isEmpty(memberName)) {
                if (enterAnonymous(composite, entry, name, nesting)) {
                    return true;
                }
            } else if (strings.equal(memberName, name)) {
                step(composite, entry);
                return true;
            }
        }
        return false;
    }

    private boolean enterAnonymous(int composite, int entry, byte[] name, int nesting) throws BtfException {
        int inner = types.resolve(types.word(entry + 4));
        if (!types.isComposite(inner) || !enter(inner, name, nesting + 1)) {
            return false;
        }
        bitOffset += offsetWithin(composite, entry);
        return true;
    }

    private void step(int composite, int entry) throws BtfException {
        bitOffset += offsetWithin(composite, entry);
        bitSize = types.flag(composite) ? types.word(entry + 8) >>> 24 : 0;
        type = types.word(entry + 4);
    }

    private long offsetWithin(int composite, int entry) throws BtfException {
        int word = types.word(entry + 8);
        long offset = types.flag(composite) ? word & 0xff_ffff : Integer.toUnsignedLong(word);
        if (offset > 8L * types.byteSize(composite)) {
            throw types.fail(
                    entry + 8,
                    "a member within the " + types.byteSize(composite) + " bytes of its structure, found bit offset "
                            + offset);
        }
        return offset;
    }

    private void bound(int entry, int nesting) throws BtfException {
        if (++looked > MAX_MEMBERS || nesting > MAX_NESTING) {
            throw types.fail(entry, "structures that do not nest in themselves");
        }
    }

    private BtfMember member() throws BtfException {
        if (bitSize == 0) {
            readOldBitField();
        }
        // An offset within a structure is below 2^34 bits, a path has few steps, and each step lies within the one
        // before.
        if (bitOffset / 8 > Integer.MAX_VALUE) {
            throw types.fail(0, "a member below 2 GB, found bit offset " + bitOffset);
        }
        return new BtfMember((int) (bitOffset / 8), (int) (bitOffset % 8), bitSize, types.byteSize(type));
    }

    private void readOldBitField() throws BtfException {
        int resolved = types.resolve(type);
        if (!types.is(resolved, BtfKind.INT)) {
            return;
        }
        int encoding = types.tail(resolved, 0);
        int bits = encoding & 0xff;
        if (bits != 8L * types.byteSize(resolved)) {
            bitSize = bits;
            bitOffset += encoding >>> 16 & 0xff;
        }
    }
}
