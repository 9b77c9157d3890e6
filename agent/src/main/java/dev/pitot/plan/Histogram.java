package dev.pitot.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A histogram for the kernel to keep, or one for each span, phase or thread.
 *
 * @param kind event of its rows
 * @param unit unit of the numbers whose powers of 2 are the bounds
 * @param by what has a histogram of its own
 */
public record Histogram(EventKind kind, Unit unit, By by) {
    /** What a histogram is split by. All but the first are in the order of {@code BY_*} in {@code state.h}. */
    public enum By {
        NOTHING,
        SPAN,
        PHASE,
        THREAD;

        /** Returns its {@code BY_*}. */
        public int index() {
            return ordinal() - 1;
        }

        /** Returns whether only the probes of an event tell what this splits by. */
        boolean needs(EventKind kind) {
            return switch (this) {
                case NOTHING, THREAD -> false;
                case SPAN -> kind == EventKind.SPAN;
                case PHASE -> kind.isPhase();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int KINDS = 4;

    public Histogram(EventKind kind, Unit unit) {
        this(kind, unit, By.NOTHING);
    }

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

    /** Parses the form of {@link #toString}: {@code OnCpuTime/usecs} or {@code OnCpuTime/usecs/span}. */
    public static Optional<Histogram> parse(String text) {
        return Stream.of(EventKind.values())
                .filter(EventKind::isHistogram)
                .flatMap(kind -> Stream.of(Unit.values()).map(unit -> new Histogram(kind, unit)))
                .flatMap(whole -> Stream.of(By.values()).map(by -> new Histogram(whole.kind, whole.unit, by)))
                .filter(histogram -> histogram.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return kind.shortName() + "/" + unit.plural() + (isKeyed() ? "/" + by : "");
    }

    /** Returns whether there is one for each span, phase or thread. */
    public boolean isKeyed() {
        return by != By.NOTHING;
    }

    /** Returns the number of its bit in {@code config.histograms}, or in {@code config.keyed}. */
    public int bit() {
        var block = isKeyed() ? by.index() * KINDS : 0;
        return (block + index()) * Unit.values().length + unit.ordinal();
    }

    /** Returns its {@code HISTOGRAM_*}. */
    public int index() {
        return kind.ordinal() - EventKind.BLOCK_IO_LATENCY.ordinal();
    }
}
