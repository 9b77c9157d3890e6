package dev.pitot.matrix;

import dev.pitot.bpf.Assembler;

/**
 * A BPF program that writes its thread's id all over its stack, spins, and looks whether it is still there. Element 0 of an array map
 * counts the runs, element 1 those that found something else.
 */
final class CanaryProgram {
    private static final int STACK_WORDS = 16; // 128 bytes: from 64 on a program gets a stack of its CPU's
    private static final int SPINS = 2000;
    private static final int KEY = -(8 * STACK_WORDS + 8);

    private static final int LOOKUP = 1; // bpf_map_lookup_elem
    private static final int TIME = 5; // bpf_ktime_get_ns
    private static final int CURRENT = 14; // bpf_get_current_pid_tgid

    private final Assembler code = new Assembler();

    private CanaryProgram() {}

    /**
     * @param counts descriptor of an array map of 64-bit values
     * @param disable BTF id of bpf_preempt_disable, 0 to leave it and the other out
     */
    static byte[] of(int counts, int disable, int enable) {
        var program = new CanaryProgram();
        program.callKernel(disable);
        program.writeAndSpin();
        program.compare();
        program.count(counts);
        program.callKernel(enable);
        return program.code.set(0, 0).exit().instructions();
    }

    private void writeAndSpin() {
        code.call(CURRENT).move(8, 0);
        for (var word = 1; word <= STACK_WORDS; word++) {
            code.store(10, -8 * word, 8);
        }
        code.set(7, SPINS).call(TIME).plus(7, -1).ifNotZero(7, -3);
    }

    /** r9 = 0 if all is as it was written. */
    private void compare() {
        code.set(9, 0);
        for (var word = 1; word <= STACK_WORDS; word++) {
            code.load(1, 10, -8 * word).xor(1, 8).or(9, 1);
        }
    }

    private void count(int counts) {
        increment(counts, 0);
        code.ifZero(9, 9); // over what follows
        increment(counts, 1);
    }

    /** Nine instructions. */
    private void increment(int counts, int element) {
        code.storeValue(10, KEY, element)
                .move(2, 10)
                .plus(2, KEY)
                .map(1, counts)
                .call(LOOKUP);
        code.ifZero(0, 2).set(1, 1).atomicPlus(0, 1);
    }

    private void callKernel(int function) {
        if (function != 0) {
            code.callKernel(function);
        }
    }
}
