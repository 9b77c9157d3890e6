package dev.pitot.cost;

/** Splits a whole number into parts in proportion to given weights. The parts always sum to the whole. */
final class Apportioned {
    private Apportioned() {}

    /** Returns the parts, which are all 0 if the sum of the weights is 0. */
    static long[] by(long whole, long[] weights) {
        var total = 0.0;
        for (var weight : weights) {
            total += weight;
        }
        var parts = new long[weights.length];
        var sum = 0.0;
        var given = 0L;
        for (var i = 0; i < weights.length && total > 0; i++) {
            sum += weights[i];
            var upTo = sum == total ? whole : Math.round(whole * (sum / total));
            parts[i] = upTo - given;
            given = upTo;
        }
        return parts;
    }
}
