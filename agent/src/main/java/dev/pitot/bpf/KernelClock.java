package dev.pitot.bpf;

/**
 * How the clock that BPF programs read differs from {@code System.nanoTime()}. Both are CLOCK_MONOTONIC, but in a time namespace
 * (time_namespaces(7), as of a container that CRIU has restored) the process's own is moved by a fixed time, and programs read that of
 * the machine.
 *
 * <p>It is measured and not read: {@code /proc/self/timens_offsets} may be missing, and tells of the namespace of the next child.
 *
 * @param offset what to add to the programs' clock, in nanoseconds; exactly 0 where there is no such namespace
 * @param error how far off that can be
 */
public record KernelClock(long offset, long error) {
    /** No time namespace. */
    public static final KernelClock OWN = new KernelClock(0, 0);

    private static final int TRIES = 32;
    private static final long CLOSE = 100_000; // ns: no namespace is off by less

    private static final int KTIME_GET_NS = 5;

    /** Two halves: a program that is run returns 32 bits. */
    private static final byte[] LOWER =
            new Assembler().call(KTIME_GET_NS).exit().instructions();

    private static final byte[] UPPER =
            new Assembler().call(KTIME_GET_NS).shiftRight(0, 32).exit().instructions();

    /** By the closest of some readings of both; where there is no time namespace, the first that is close will do. */
    public static KernelClock measure() throws BpfException {
        try (var lower = Bpf.runnable("clock_lower", LOWER);
                var upper = Bpf.runnable("clock_upper", UPPER)) {
            var best = new KernelClock(0, Long.MAX_VALUE);
            for (var i = 0; i < TRIES; i++) {
                var one = read(lower, upper);
                best = one.error < best.error ? one : best;
                if (best.error < CLOSE && Math.abs(best.offset) <= best.error) {
                    return OWN;
                }
            }
            return best;
        }
    }

    private static KernelClock read(BpfProgram lower, BpfProgram upper) throws BpfException {
        while (true) {
            var high = Bpf.run(upper);
            var before = System.nanoTime();
            var low = Bpf.run(lower);
            var after = System.nanoTime();
            if (Bpf.run(upper) == high) { // it changes every four seconds
                var kernel = (long) high << 32 | Integer.toUnsignedLong(low);
                return new KernelClock(before + (after - before) / 2 - kernel, (after - before + 1) / 2);
            }
        }
    }
}
