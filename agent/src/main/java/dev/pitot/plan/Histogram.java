package dev.pitot.plan;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A histogram that the kernel is to keep.
 *
 * @param kind the event that has its rows
 * @param unit of the whole numbers whose powers of 2 are its bounds
 */
public record Histogram(EventKind kind, Unit unit) {
    /** In the order of {@code state.h}. */
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

    /** As {@link #toString} writes it: {@code OnCpuTime/usecs}. */
    public static Optional<Histogram> parse(String text) {
        return Stream.of(EventKind.values())
                .filter(EventKind::isHistogram)
                .flatMap(kind -> Stream.of(Unit.values()).map(unit -> new Histogram(kind, unit)))
                .filter(histogram -> histogram.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return kind.eventName().substring("pitot.".length()) + "/" + unit.plural();
    }

    /** The number of its bit in {@code config.histograms}. */
    public int bit() {
        return index() * Unit.values().length + unit.ordinal();
    }

    /** Its {@code HISTOGRAM_*}. */
    public int index() {
        return kind.ordinal() - EventKind.BLOCK_IO_LATENCY.ordinal();
    }
}
