package dev.pitot.bench;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.CpuTime;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.cost.TrapCost;
import dev.pitot.testkit.UnparkProbe;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** What it costs to say what it costs, and whether that is right. */
public final class SelfCost {
    private static final int PAIRS = 40;

    private SelfCost() {}

    static List<Row> measure() throws Exception {
        var access = "--enable-native-access=ALL-UNNAMED";
        var trap = Jvm.lines(List.of(access), Trap.class).getLast().split(" ");
        var statistics = Jvm.lines(List.of(access, Jvm.PITOT, Jvm.RECORD), Statistics.class)
                .getLast()
                .split(" ");
        return List.of(
                Row.of("a trap in libjvm, as calibrated in a JVM", trap[0] + " ns", "by CPU time " + trap[1] + " ns"),
                Row.of(
                        "keeping statistics, per run of a program",
                        statistics[0] + " ns",
                        "it says itself " + trap[2] + " ns"),
                Row.of(
                        "keeping statistics, a switch to another thread and back",
                        statistics[1] + " ns",
                        "without " + statistics[2] + " ns"));
    }

    /** The calibration, beside the CPU time of many hits: not its best batches, all of them. */
    static final class Trap {
        private static final Path LIBJVM = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        private static final int HITS = 50_000;

        public static void main(String[] arguments) throws Exception {
            var bpf = new Bpf();
            var program = bpf.uprobeMulti("empty_hit", Bpf.NOTHING);
            var calibrated = new double[10];
            var emptyRuns = new double[10];
            var byCpuTime = new double[10];
            for (var i = 0; i < calibrated.length; i++) {
                var cost = TrapCost.calibrate(bpf, LIBJVM);
                calibrated[i] = cost.trapNanos();
                emptyRuns[i] = cost.emptyRunNanos();
                var without = hits();
                byCpuTime[i] = traced(program) - without;
            }
            System.out.printf("%.0f %.0f %.0f%n", Jvm.median(calibrated), Jvm.median(byCpuTime), Jvm.median(emptyRuns));
        }

        private static double traced(BpfProgram program) throws Exception {
            var link = UnparkProbe.attach(program);
            var nanos = hits();
            link.close();
            return nanos;
        }

        private static double hits() {
            var from = CpuTime.ofCurrentThread();
            for (var i = 0; i < HITS; i++) {
                LockSupport.unpark(Thread.currentThread());
            }
            return (double) (CpuTime.ofCurrentThread() - from) / HITS;
        }
    }

    /** Two threads that wake each other, with statistics and without in turn; CPU time of the process for each turn. */
    static final class Statistics {
        private static final LongAdder TURNS = new LongAdder();

        public static void main(String[] arguments) throws Exception {
            var there = Pipe.open();
            var back = Pipe.open();
            echo(there.source(), back.sink());
            echo(back.source(), there.sink());
            there.sink().write(ByteBuffer.allocate(1));
            Thread.sleep(3000);
            var more = new double[PAIRS];
            var without = new double[PAIRS];
            for (var i = 0; i < PAIRS; i++) {
                without[i] = perTurn();
                var statistics = ProgramStatistics.keep();
                more[i] = perTurn() - without[i];
                statistics.close();
            }
            var added = Jvm.median(more);
            System.out.printf("%.0f %.0f %.0f%n", added / runsPerTurn(), added, Jvm.median(without));
            System.exit(0);
        }

        /** A turn is a read and a write by one of the two. */
        private static double perTurn() throws InterruptedException {
            var turns = TURNS.sum();
            var cpu = CpuTime.ofProcess();
            Thread.sleep(100);
            return (double) (CpuTime.ofProcess() - cpu) / (TURNS.sum() - turns);
        }

        private static double runsPerTurn() throws Exception {
            var statistics = ProgramStatistics.keep();
            var before = ProgramStats.now();
            var turns = TURNS.sum();
            Thread.sleep(1000);
            turns = TURNS.sum() - turns;
            var runs = 0L;
            for (var cost : ProgramStats.now().entrySet()) {
                runs += cost.getValue().runs()
                        - before.getOrDefault(cost.getKey(), new ProgramStats.Cost(0, 0))
                                .runs();
            }
            statistics.close();
            return (double) runs / turns;
        }

        private static void echo(Pipe.SourceChannel from, Pipe.SinkChannel to) {
            Thread.ofPlatform().daemon().start(() -> {
                var one = ByteBuffer.allocateDirect(1);
                try {
                    while (true) {
                        one.clear();
                        from.read(one);
                        TURNS.increment();
                        to.write(one.flip());
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }
}
