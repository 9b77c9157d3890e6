package dev.pitot.btf;

import java.util.Arrays;

/**
 * From name to type id for one kind: a chained hash table in three int arrays.
 *
 * <p>Chained, because inserting into it costs the same however many types share a name. One table per kind, made when
 * it is first asked for: structures are a tenth of a kernel's types, and functions, the half of them, are rarely asked
 * for.
 */
final class BtfNames {
    private final BtfTypes types;
    private final BtfStrings strings;
    /** Index into {@link #ids} of the first of a chain, -1 for an empty one. */
    private final int[] heads;

    private final int[] next;
    private final int[] ids;

    BtfNames(BtfTypes types, BtfStrings strings, BtfKind kind) throws BtfException {
        this.types = types;
        this.strings = strings;
        this.ids = types.named(kind);
        this.next = new int[ids.length];
        this.heads = new int[Integer.highestOneBit(ids.length + 1) * 2];
        Arrays.fill(heads, -1);
        // From the last to the first, each put at the head: of equal names the first type of the file is found.
        for (int i = ids.length - 1; i >= 0; i--) {
            int bucket = bucket(strings.hash(types.name(ids[i])));
            next[i] = heads[bucket];
            heads[bucket] = i;
        }
    }

    /** The first type of the name, or {@link BtfTypes#VOID} when there is none. */
    int find(byte[] name) throws BtfException {
        for (int i = heads[bucket(BtfStrings.hash(name))]; i >= 0; i = next[i]) {
            if (strings.equal(types.name(ids[i]), name)) {
                return ids[i];
            }
        }
        return BtfTypes.VOID;
    }

    private int bucket(int hash) {
        return (hash ^ hash >>> 15) & heads.length - 1;
    }
}
