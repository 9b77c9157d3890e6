package dev.pitot.bench;

import dev.pitot.bpf.Assembler;

/** A BPF program that copies the one element of an array into a ring buffer, many times in a run. */
final class FillProgram {
    private static final int LOOKUP = 1; // bpf_map_lookup_elem
    private static final int OUTPUT = 130; // bpf_ringbuf_output
    private static final int NO_WAKEUP = 1;

    private FillProgram() {}

    static byte[] of(int record, int ring, int size, int times) {
        var code = new Assembler();
        lookup(code, record);
        loop(code, ring, size, times);
        return code.set(0, 0).exit().instructions();
    }

    /** r6 = the element; what follows sets r7. */
    private static void lookup(Assembler code, int record) {
        code.storeValue(10, -4, 0).move(2, 10).plus(2, -4).map(1, record);
        code.call(LOOKUP).ifZero(0, 10).move(6, 0);
    }

    private static void loop(Assembler code, int ring, int size, int times) {
        code.set(7, times);
        code.map(1, ring).move(2, 6).set(3, size).set(4, NO_WAKEUP);
        code.call(OUTPUT).plus(7, -1).ifNotZero(7, -8);
    }
}
