package dev.pitot.plan;

/**
 * A histogram that the kernel is to keep.
 *
 * @param kind the event that has its rows
 * @param unit of the whole numbers whose powers of 2 are its bounds
 */
public record Histogram(EventKind kind, Unit unit) {
    /** In the order of {@code pitot.h}. */
    public enum Unit {
        MICROS(1_000, "usecs"),
        MILLIS(1_000_000, "msecs");

        private final long nanos;
        private final String plural;

        Unit(long nanos, String plural) {
            this.nanos = nanos;
            this.plural = plural;
        }

        public long nanos() {
            return nanos;
        }

        /** As BCC's tools write it. */
        public String plural() {
            return plural;
        }
    }

    /** The number of its bit in {@code config.histograms}. */
    public int bit() {
        return (kind.ordinal() - EventKind.BLOCK_IO_LATENCY.ordinal()) * Unit.values().length + unit.ordinal();
    }
}
