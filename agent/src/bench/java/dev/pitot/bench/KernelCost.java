package dev.pitot.bench;

import dev.pitot.bench.ProgramStats.Cost;
import dev.pitot.plan.EventKind;
import java.util.List;

/** What a switch, a wakeup and a probe cost in the kernel, by its own count, beside empty programs at the same places. */
final class KernelCost {
    private static final int SECONDS = 5;
    private static final int PAIRS = 3;
    private static final int MORE_WITH_HISTOGRAMS = 40;
    private static final Cost NONE = new Cost(0, 0);

    private KernelCost() {}

    static List<Row> measure() throws Exception {
        try (var stats = new ProgramStats()) {
            var traced = List.of(Jvm.PITOT, Jvm.RECORD);
            var emptySwitch = cost(stats, "empty_switch", List.of(), Pipes.class, EmptyPrograms.class);
            var emptyHit = cost(stats, "empty_hit", List.of(), Parks.class, EmptyPrograms.class);
            var ours = cost(stats, "sched_switch", traced, Pipes.class, null);
            var wakeup = cost(stats, "sched_wakeup", traced, Pipes.class, null);
            var hit = cost(stats, "hotspot", traced, Parks.class, null);
            var stranger = stranger(stats);
            var histograms = histograms(stats);
            return List.of(
                    row("a scheduler switch of one of our threads", ours, emptySwitch, 200),
                    histograms,
                    row("a scheduler switch of a stranger", stranger, emptySwitch, 10),
                    row("a wakeup of one of our threads", wakeup, emptySwitch, 200),
                    row("a USDT hit (park, below its threshold)", hit, emptyHit, 300));
        }
    }

    private static Row row(String what, double measured, double empty, int budget) {
        var above = measured - empty;
        return Row.of(
                what,
                "%.0f ns".formatted(above),
                "empty program %.0f ns".formatted(empty),
                budget + " ns",
                above <= budget);
    }

    /** What is not said of an event is its default: enabled. */
    private static final List<String> HISTOGRAMS =
            List.of("pitot.OnCpuTime", "pitot.OffCpuTime", "pitot.RunQueueLatency");

    /** The same switches with all three histograms and without, by turns: what else the machine does comes and goes. */
    private static Row histograms(ProgramStats stats) throws Exception {
        var with = new double[PAIRS];
        var without = new double[PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            with[i] = cost(stats, "sched_switch", recording(true), Pipes.class, null);
            without[i] = cost(stats, "sched_switch", recording(false), Pipes.class, null);
        }
        var above = Jvm.median(with) - Jvm.median(without);
        return Row.of(
                "the same with its three histograms, more than without",
                "%.0f ns".formatted(above),
                "%.0f ns, without %.0f ns".formatted(Jvm.median(with), Jvm.median(without)),
                MORE_WITH_HISTOGRAMS + " ns",
                above <= MORE_WITH_HISTOGRAMS);
    }

    private static List<String> recording(boolean histograms) {
        var settings = new StringBuilder("-XX:StartFlightRecording:settings=none");
        for (var kind : EventKind.values()) {
            var name = kind.eventName();
            var enabled = name.equals("pitot.ThreadCpu") || histograms && HISTOGRAMS.contains(name);
            settings.append(",+").append(name).append("#enabled=").append(enabled);
        }
        return List.of(Jvm.PITOT, settings.toString());
    }

    private static double cost(
            ProgramStats stats,
            String program,
            List<String> options,
            Class<?> load,
            @org.jspecify.annotations.Nullable Class<?> beside)
            throws Exception {
        var process = Jvm.start(options, load, String.valueOf(SECONDS + 4));
        var helper = beside == null
                ? null
                : Jvm.start(List.of("--enable-native-access=ALL-UNNAMED"), beside, "" + process.pid());
        try {
            Thread.sleep(3000);
            var from = stats.read().getOrDefault(program, NONE);
            Thread.sleep(SECONDS * 1000L);
            return stats.read().getOrDefault(program, NONE).minus(from).perRun();
        } finally {
            process.destroyForcibly().waitFor();
            if (helper != null) {
                helper.destroyForcibly().waitFor();
            }
        }
    }

    /** The switches of a JVM that is not traced, while another one, nearly idle, is. */
    private static double stranger(ProgramStats stats) throws Exception {
        var traced = Jvm.start(List.of(Jvm.PITOT, Jvm.RECORD), Idle.class);
        var stranger = Jvm.start(List.of(), Pipes.class, String.valueOf(SECONDS + 4));
        try {
            Thread.sleep(3000);
            var from = stats.read().getOrDefault("sched_switch", NONE);
            Thread.sleep(SECONDS * 1000L);
            return stats.read().getOrDefault("sched_switch", NONE).minus(from).perRun();
        } finally {
            stranger.destroyForcibly().waitFor();
            traced.destroyForcibly().waitFor();
        }
    }

    /** Sleeps. */
    static final class Idle {
        public static void main(String[] arguments) throws Exception {
            Thread.sleep(60_000);
        }
    }

    /** Four pairs of threads that wake each other through pipes: switches and wakeups without probes of HotSpot. */
    static final class Pipes {
        public static void main(String[] arguments) throws Exception {
            var end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
            for (var i = 0; i < 4; i++) {
                var there = java.nio.channels.Pipe.open();
                var back = java.nio.channels.Pipe.open();
                echo(there.source(), back.sink(), end);
                there.sink().write(java.nio.ByteBuffer.allocate(1));
                echo(back.source(), there.sink(), end);
            }
        }

        private static void echo(
                java.nio.channels.Pipe.SourceChannel from, java.nio.channels.Pipe.SinkChannel to, long end) {
            Thread.ofPlatform().start(() -> {
                var one = java.nio.ByteBuffer.allocateDirect(1);
                try {
                    while (System.nanoTime() < end) {
                        one.clear();
                        from.read(one);
                        to.write(one.flip());
                    }
                    System.exit(0);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    /** Two threads that park and unpark each other. */
    static final class Parks {
        private static final Thread[] THREADS = new Thread[2];
        private static volatile int turn;

        public static void main(String[] arguments) throws Exception {
            var end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
            for (var i = 0; i < 2; i++) {
                var me = i;
                THREADS[i] = Thread.ofPlatform().unstarted(() -> park(me, end));
            }
            THREADS[0].start();
            THREADS[1].start();
        }

        private static void park(int me, long end) {
            while (System.nanoTime() < end) {
                while (turn != me && System.nanoTime() < end) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                turn = 1 - me;
                java.util.concurrent.locks.LockSupport.unpark(THREADS[1 - me]);
            }
        }
    }
}
