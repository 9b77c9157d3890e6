package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/**
 * The clock map against fresh readings of both clocks: its error. {@code main} with a number of seconds measures longer than a
 * test should.
 */
@RequiresKernel
class ClockIT {
    private static final long DRAIN_MILLIS = 50; // as often as dev.pitot.drain.Drain recalibrates when idle
    private static final int TRIES = 8;

    @Name("test.Stamp")
    static final class Stamp extends Event {}

    /**
     * @param error of the map, signed
     * @param own how far the two readings it is compared with can be apart
     */
    private record Sample(long error, long own) {
        /** What can not be explained by its own readings. */
        long excess() {
            return Math.max(0, Math.abs(error) - own);
        }
    }

    private record Result(List<Sample> samples, long worstStated) {
        long quantile(double q) {
            var sorted = samples.stream()
                    .mapToLong(sample -> Math.abs(sample.error))
                    .sorted()
                    .toArray();
            return sorted[(int) Math.min(sorted.length - 1, (long) (q * sorted.length))];
        }

        long worstExcess() {
            return samples.stream().mapToLong(Sample::excess).max().orElseThrow();
        }

        long drift() {
            return samples.getLast().error - samples.getFirst().error;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "clock map: %d comparisons, |error| median %d ns, 99 %% %d ns, largest %d ns; beyond the comparison's own"
                            + " uncertainty %d ns; stated worst error %d ns; drift from first to last %d ns",
                    samples.size(),
                    quantile(0.5),
                    quantile(0.99),
                    quantile(1),
                    worstExcess(),
                    worstStated,
                    drift());
        }
    }

    @Test
    void mapIsAsGoodAsItSays() throws Exception {
        var result = measure(5);
        System.out.println(result);

        assertThat(result.samples()).hasSizeGreaterThan(20);
        assertThat(result.worstExcess()).isLessThanOrEqualTo(result.worstStated());
        assertThat(result.quantile(0.5)).isLessThan(10_000);
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println(measure(Integer.parseInt(arguments[0])));
    }

    private static Result measure(int seconds) throws Exception {
        try (var recording = new Recording()) {
            recording.enable(Stamp.class);
            recording.start();
            jdk.jfr.FlightRecorder.register(dev.pitot.jfr.ClassLoad.class); // the clock stamps with this one
            var clock = new Clock(0);
            var ticksPerNano = rate();
            var samples = new ArrayList<Sample>();
            var until = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < until) {
                Thread.sleep(DRAIN_MILLIS);
                samples.add(sample(clock, ticksPerNano));
                clock.recalibrate();
            }
            Thread.sleep(1_000); // a pair more says how far off the last map was
            clock.recalibrate();
            return new Result(samples, clock.worstErrorNanos());
        }
    }

    private static Sample sample(Clock clock, double ticksPerNano) {
        var pair = pair();
        return new Sample(Math.round((clock.ticks(pair.nanos) - pair.ticks) / ticksPerNano), pair.error);
    }

    /** Only for turning a difference of some ticks into nanoseconds: needs not be exact. */
    private static double rate() throws InterruptedException {
        var from = pair();
        Thread.sleep(200);
        var to = pair();
        return (double) (to.ticks - from.ticks) / (to.nanos - from.nanos);
    }

    private record Pair(long nanos, long ticks, long error) {}

    /** The closest of some. */
    private static Pair pair() {
        var stamp = new Stamp();
        var best = new Pair(0, 0, Long.MAX_VALUE);
        for (var i = 0; i < TRIES; i++) {
            var before = System.nanoTime();
            stamp.begin();
            var after = System.nanoTime();
            var error = (after - before + 1) / 2;
            if (error < best.error) {
                best = new Pair(before + (after - before) / 2, (long) BEGUN.get(stamp), error);
            }
        }
        return best;
    }

    private static final VarHandle BEGUN = EventTimes.handle(Stamp.class, "startTime", MethodHandles.lookup());
}
