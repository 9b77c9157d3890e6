package dev.pitot.report.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Rounds the parts of a sum so that they add up to the rounded sum. It uses the method of the largest remainder. Each
 * part is rounded down, and the parts that lost most get one unit each.
 */
final class Rounding {

    private static final int SAFE_TO_SCALE = 1_000_000;

    private Rounding() {}

    /**
     * Returns the parts in units of {@code grain}; they add up to {@link #half(long, long) half}{@code (sum, grain)}.
     */
    static long[] parts(long[] parts, long grain) {
        var rounded =
                Arrays.stream(parts).map(part -> Math.floorDiv(part, grain)).toArray();
        var missing =
                half(LongStream.of(parts).sum(), grain) - LongStream.of(rounded).sum();
        IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> Math.floorMod(parts[i], grain))
                        .reversed())
                .limit(missing)
                .forEach(i -> rounded[i]++);
        return rounded;
    }

    /** Returns a value in units of {@code grain}; half a unit counts as one. */
    static long half(long value, long grain) {
        return Math.floorDiv(value + grain / 2, grain);
    }

    /** Returns the share of each part in tenths of a percent, together 1000; all 0 if the sum is 0. */
    static long[] permille(long[] parts) {
        // Only proportions count, so a number too large to be multiplied by 1000 may lose its last digits.
        var scale = Arrays.stream(parts).map(Math::abs).max().orElse(0) > Long.MAX_VALUE / SAFE_TO_SCALE ? 1000 : 1;
        var scaled = Arrays.stream(parts).map(part -> part / scale).toArray();
        var sum = LongStream.of(scaled).sum();
        if (sum <= 0) {
            return new long[parts.length];
        }
        return parts(Arrays.stream(scaled).map(part -> part * 1000).toArray(), sum);
    }
}
