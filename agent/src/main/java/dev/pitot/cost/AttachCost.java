package dev.pitot.cost;

import dev.pitot.bpf.CpuTime;
import dev.pitot.jfr.ProbeCost;
import dev.pitot.threads.OwnThreads;
import java.time.Duration;

/**
 * What it took to attach the probes for the first recording, or for one that begins while nothing is attached, in Pitot's
 * own threads. It is a {@code pitot.ProbeCost}, because no window of the {@link CostWatch} has it. The governor does not
 * count it.
 *
 * @param startNanos start of the attaching, as System.nanoTime; {@code endNanos} is its end
 * @param threadNanos CPU time of Pitot's threads
 * @param processNanos CPU time of the process meanwhile
 */
public record AttachCost(long startNanos, long endNanos, long threadNanos, long processNanos) {
    /** The name in the place of a program's. */
    public static final String PROGRAM = "attach";

    /** The moment before the attaching. */
    public record Begin(long nanos, long threadNanos, long processNanos) {
        /** Returns this moment. Native access may not be enabled yet, so the process's time comes from a file. */
        public static Begin now() {
            var process = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new Begin(System.nanoTime(), OwnThreads.time(), process.toNanos());
        }

        /** Returns this moment at the launch, when neither has taken much. To look would take longer. */
        public static Begin ofLaunch() {
            return new Begin(System.nanoTime(), 0, 0);
        }

        public AttachCost end() {
            return new AttachCost(
                    nanos, System.nanoTime(), OwnThreads.time() - threadNanos, CpuTime.ofProcess() - processNanos);
        }
    }

    public Duration time() {
        return Duration.ofNanos(threadNanos);
    }

    ProbeCost event() {
        var event = new ProbeCost();
        event.program = PROGRAM;
        event.runs = 1;
        event.cpuTime = threadNanos;
        event.share = Math.min(1, (double) threadNanos / Math.max(1, processNanos));
        event.source = CostTable.THREAD_CLOCK;
        return event;
    }
}
