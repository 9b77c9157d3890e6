package dev.pitot.plan;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A histogram for the kernel to keep.
 *
 * @param kind event of its rows
 * @param unit unit of the numbers whose powers of 2 are the bounds
 */
public record Histogram(EventKind kind, Unit unit) {
    /** The units, in the order of {@code state.h}. */
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

        /** Returns the unit as BCC's tools print it. */
        public String plural() {
            return plural;
        }
    }

    /** Parses the form of {@link #toString}: {@code OnCpuTime/usecs}. */
    public static Optional<Histogram> parse(String text) {
        return Stream.of(EventKind.values())
                .filter(EventKind::isHistogram)
                .flatMap(kind -> Stream.of(Unit.values()).map(unit -> new Histogram(kind, unit)))
                .filter(histogram -> histogram.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return kind.shortName() + "/" + unit.plural();
    }

    /** Returns the number of its bit in {@code config.histograms}. */
    public int bit() {
        return index() * Unit.values().length + unit.ordinal();
    }

    /** Returns its {@code HISTOGRAM_*}. */
    public int index() {
        return kind.ordinal() - EventKind.BLOCK_IO_LATENCY.ordinal();
    }
}
