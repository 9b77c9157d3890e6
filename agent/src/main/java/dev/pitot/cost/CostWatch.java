package dev.pitot.cost;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.CpuTime;
import dev.pitot.plan.Decision;
import dev.pitot.plan.Governor;
import dev.pitot.threads.OwnThreads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that measures what Pitot costs: one second soon after the start, then one in ten. It asks the governor what follows; not
 * of the first, in which a JVM that starts is not yet itself. Where measuring itself takes long, one in up to a minute: to turn on the
 * kernel's statistics of programs and off again is to change its code on all CPUs, 16 ms on a hypervisor that handles traps itself.
 */
public final class CostWatch implements AutoCloseable {
    private static final long STRETCH_NANOS = 1_000_000_000;

    /** Between two stretches, at least and at most. Settable for tests, which have no time for windows of ten seconds: milliseconds. */
    private static final long PAUSE_NANOS = Long.getLong("dev.pitot.pause", 9_000) * 1_000_000;

    private static final long LONGEST_NANOS = Long.getLong("dev.pitot.pause", 54_000) * 1_000_000;

    /** Measuring is to take half a millisecond of CPU in a second, a twentieth of what the governor takes for next to nothing. */
    private static final int RARE = 2000;

    private static final long MOST_MILLIS = 2_000; // a calibration takes a tenth of that
    private static final int FIRST = 9; // of so many parts of a pause: short recordings, too, should say what they cost

    private final long pauseNanos;
    private final long longestNanos;
    private final long stretchNanos;
    private final Supplier<CostMeter> meters;
    private final Governor governor;
    private final Consumer<List<Decision>> decided;
    private final Consumer<String> warn;
    private final Thread thread;
    private volatile @Nullable CostWindow last;
    private volatile boolean stopping;

    /**
     * @param meters called once, on the thread of this, where there is time to calibrate
     * @param decided gets what the governor has decided, on the thread of this; its plan is another then
     * @param warn gets a line when a stretch could not be measured
     */
    public CostWatch(
            Supplier<CostMeter> meters, Governor governor, Consumer<List<Decision>> decided, Consumer<String> warn) {
        this(meters, governor, decided, warn, PAUSE_NANOS, LONGEST_NANOS, STRETCH_NANOS);
    }

    CostWatch(
            Supplier<CostMeter> meters,
            Governor governor,
            Consumer<List<Decision>> decided,
            Consumer<String> warn,
            long pauseNanos,
            long longestNanos,
            long stretchNanos) {
        this.pauseNanos = pauseNanos;
        this.longestNanos = longestNanos;
        this.stretchNanos = stretchNanos;
        this.meters = meters;
        this.governor = governor;
        this.decided = decided;
        this.warn = warn;
        thread = OwnThreads.start("cost", this::failed, this::run);
    }

    /** The last stretch, once there was one. */
    public Optional<CostWindow> last() {
        return Optional.ofNullable(last);
    }

    private void run() throws BpfException {
        if (sleep(pauseNanos / FIRST)) {
            measureOn();
        }
    }

    private void failed(Throwable thrown) {
        warn.accept("what Pitot costs is not measured: " + thrown);
    }

    private void measureOn() throws BpfException {
        try (var meter = meters.get()) {
            measure(meter);
            var pause = pauseNanos; // what the first took says nothing: its code was cold
            while (sleep(pause)) {
                var before = CpuTime.ofCurrentThread();
                var stretch = measure(meter);
                pause = pause(CpuTime.ofCurrentThread() - before);
                stretch.ifPresent(this::govern);
            }
        }
    }

    private long pause(long measuringNanos) {
        return Math.clamp(RARE * measuringNanos, pauseNanos, longestNanos);
    }

    private Optional<CostWindow> measure(CostMeter meter) throws BpfException {
        meter.begin();
        if (!sleep(stretchNanos)) {
            return Optional.empty();
        }
        var stretch = meter.end();
        last = stretch;
        return Optional.of(stretch);
    }

    private void govern(CostWindow stretch) {
        var decisions = governor.window(stretch.spending());
        if (!decisions.isEmpty()) {
            decided.accept(decisions);
        }
    }

    /** @return false when there is nothing more to be done */
    private boolean sleep(long nanos) {
        var until = System.nanoTime() + nanos;
        for (var left = nanos; left > 0 && !stopping; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return !stopping;
    }

    /** Waits while it calibrates: of what is not measured any more, nothing is to be attached. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(MOST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
