package dev.pitot.bpf;

/**
 * The difference between the clock that BPF programs read and {@code System.nanoTime()}.
 *
 * <p>Both are CLOCK_MONOTONIC. But a time namespace (time_namespaces(7), as in a container restored by CRIU) shifts the
 * process's clock by a fixed offset, while programs read the clock of the machine.
 *
 * <p>Pitot measures the offset. {@code /proc/self/timens_offsets} may be missing, and describes the namespace of the
 * next child.
 *
 * @param offset nanoseconds to add to the programs' clock; exactly 0 without a time namespace
 * @param error maximum error of the offset, in nanoseconds
 */
public record KernelClock(long offset, long error) {
    /** The clock without a time namespace. */
    public static final KernelClock OWN = new KernelClock(0, 0);

    private static final int TRIES = 32;
    private static final long CLOSE = 100_000; // ns; every namespace is off by more

    private static final int UPPER = 32;

    /**
     * Reads both clocks several times and takes the closest readings. Without a time namespace, the first close reading
     * suffices.
     *
     * @param clock returns the programs' clock, shifted right by its argument
     */
    public static KernelClock measure(BpfProgram clock) throws BpfException {
        var best = new KernelClock(0, Long.MAX_VALUE);
        for (var i = 0; i < TRIES; i++) {
            var one = read(clock);
            best = one.error < best.error ? one : best;
            if (best.error < CLOSE && Math.abs(best.offset) <= best.error) {
                return OWN;
            }
        }
        return best;
    }

    /** A program returns 32 bits, so two runs tell the time. */
    private static KernelClock read(BpfProgram clock) throws BpfException {
        while (true) {
            var high = Bpf.call(clock, UPPER);
            var before = System.nanoTime();
            var low = Bpf.call(clock, 0);
            var after = System.nanoTime();
            if (Bpf.call(clock, UPPER) == high) { // the upper half changes every four seconds
                var kernel = (long) high << 32 | Integer.toUnsignedLong(low);
                return new KernelClock(before + (after - before) / 2 - kernel, (after - before + 1) / 2);
            }
        }
    }
}
