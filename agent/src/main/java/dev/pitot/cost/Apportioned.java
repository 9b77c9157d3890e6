package dev.pitot.cost;

/** A whole number in parts that are to one another as given weights, and together the whole, to the last nanosecond. */
final class Apportioned {
    private Apportioned() {}

    /** @return no parts larger than zero when there are no weights */
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
