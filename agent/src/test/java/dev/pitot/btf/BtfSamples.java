package dev.pitot.btf;

import dev.pitot.btf.BtfBlob.Field;

/** A small hand-made BTF with one of everything that a question may meet. */
final class BtfSamples {
    private BtfSamples() {}

    static byte[] small() {
        var btf = new BtfBlob();
        int u32 = btf.integer("unsigned int", 4);
        int u64 = btf.integer("unsigned long", 8);
        int bool = btf.integer("bool", 1);
        structures(btf, u32, u64);
        bitFields(btf, u32);
        signature(btf, u32, bool);
        btf.enumeration("colour", false, "RED", 1, "LARGE", -1);
        btf.enumeration("", true, "BELOW", -1);
        btf.enumeration64("wide", "WIDE", 0x1_0000_0002L);
        return btf.bytes();
    }

    private static void structures(BtfBlob btf, int u32, int u64) {
        int iter = btf.composite(BtfKind.STRUCT, "iter", 16, new Field("sector", u64, 0), new Field("size", u32, 64));
        int iterT = btf.referring(BtfKind.TYPEDEF, "iter_t", btf.referring(BtfKind.CONST, "", iter));
        int deep = btf.composite(BtfKind.STRUCT, "", 8, new Field("low", u32, 0), new Field("high", u32, 32));
        int either = btf.composite(BtfKind.UNION, "", 8, new Field("whole", u64, 0), new Field("", deep, 0));
        int pointer = btf.referring(BtfKind.PTR, "", iter);
        int words = btf.array(btf.array(u32, 3), 2);
        btf.composite(
                BtfKind.STRUCT,
                "bio",
                64,
                new Field("next", pointer, 0),
                new Field("", either, 64),
                new Field("iter", iterT, 128),
                new Field("words", words, 256),
                new Field("tail", btf.array(u64, 0), 512));
        btf.composite(BtfKind.STRUCT, "bio", 4, new Field("second", u32, 0));
    }

    private static void bitFields(BtfBlob btf, int u32) {
        btf.withBitFields(
                "flags", 8, new Field("plain", u32, 0), new Field("one", u32, 32, 1), new Field("wide", u32, 39, 10));
        int old = btf.integer("unsigned int", 4, 3, 2);
        btf.composite(BtfKind.STRUCT, "old_flags", 4, new Field("two", old, 8));
    }

    private static void signature(BtfBlob btf, int u32, int bool) {
        int task = btf.composite(BtfKind.STRUCT, "task", 4, new Field("pid", u32, 0));
        int anything = btf.referring(BtfKind.PTR, "", BtfTypes.VOID);
        int pointer = btf.referring(BtfKind.PTR, "", task);
        int constant = btf.referring(BtfKind.PTR, "", btf.referring(BtfKind.CONST, "", task));
        int fixed = btf.referring(BtfKind.CONST, "", btf.referring(BtfKind.PTR, "", pointer));
        int prototype = btf.prototype(anything, bool, pointer, constant, fixed, u32);
        btf.referring(BtfKind.TYPEDEF, "btf_trace_switch", btf.referring(BtfKind.PTR, "", prototype));
        btf.referring(BtfKind.FUNC, "do_switch", prototype);
    }
}
