package dev.pitot.btf;

import java.util.Arrays;

/**
 * Maps names to type ids for one kind: a chained hash table in three int arrays.
 *
 * <p>It is chained so that inserting costs the same however many types share a name. Each kind has its own table,
 * created at the first query. Structures are a tenth of a kernel's types; functions are half of them and rarely
 * queried.
 */
final class BtfNames {
    private final BtfTypes types;
    private final BtfStrings strings;
    /** Index into {@link #ids} of the first element of a chain; -1 for an empty chain. */
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
        // Inserts backwards, each at the head, so that the first type of the file wins among equal names.
        for (int i = ids.length - 1; i >= 0; i--) {
            int bucket = bucket(strings.hash(types.name(ids[i])));
            next[i] = heads[bucket];
            heads[bucket] = i;
        }
    }

    /** Returns the first type with the name, or {@link BtfTypes#VOID} if there is none. */
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
