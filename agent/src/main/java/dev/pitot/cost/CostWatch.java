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
 * The thread that measures Pitot's cost: one second soon after the start, then one second in ten.
 *
 * <p>After each window except the first it asks the governor; a starting JVM is not typical. Where measuring takes
 * long, windows are up to a minute apart. Switching the kernel's program statistics on or off patches code on all CPUs,
 * 16 ms on a hypervisor that handles traps itself.
 */
public final class CostWatch implements AutoCloseable {
    private static final long STRETCH_NANOS = 1_000_000_000;

    /** Minimum and maximum pause between two windows. Tests set them in milliseconds. */
    private static final long PAUSE_NANOS = Long.getLong("dev.pitot.pause", 9_000) * 1_000_000;

    private static final long MAX_PAUSE_NANOS = Long.getLong("dev.pitot.pause", 54_000) * 1_000_000;

    /** Bounds measuring to half a millisecond of CPU per second, a twentieth of the governor's floor. */
    private static final int RARE = 2000;

    private static final long MAX_CLOSE_MILLIS = 2_000; // a calibration takes a tenth of that
    // part of a pause before the first window, so that short recordings report their cost
    private static final int FIRST = 9;

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
     * Starts the thread.
     *
     * @param meters called once, on the new thread, which has time to calibrate
     * @param decided receives the governor's decisions on that thread, after its plan has changed
     * @param warn receives a line when a window could not be measured
     */
    public CostWatch(
            Supplier<CostMeter> meters, Governor governor, Consumer<List<Decision>> decided, Consumer<String> warn) {
        this(meters, governor, decided, warn, PAUSE_NANOS, MAX_PAUSE_NANOS, STRETCH_NANOS);
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

    /** Returns the last window; empty before the first. */
    public Optional<CostWindow> last() {
        return Optional.ofNullable(last);
    }

    private void run() throws BpfException {
        if (sleep(pauseNanos / FIRST)) {
            measureOn();
        }
    }

    private void failed(Throwable thrown) {
        warn.accept("cannot measure Pitot's cost: " + thrown);
    }

    private void measureOn() throws BpfException {
        try (var meter = meters.get()) {
            measure(meter);
            var pause = pauseNanos; // the time of the first measuring means nothing, because its code was cold
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

    /**
     * Sleeps.
     *
     * @return false if the thread should stop
     */
    private boolean sleep(long nanos) {
        var until = System.nanoTime() + nanos;
        for (var left = nanos; left > 0 && !stopping; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return !stopping;
    }

    /**
     * Stops the thread and waits while it calibrates. Otherwise its program could stay attached after the measuring.
     */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(MAX_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
