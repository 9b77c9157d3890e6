package dev.pitot.cost;

import static dev.pitot.plan.EventKind.THREAD_PARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.CpuTime;
import dev.pitot.kernel.OwnProgram;
import dev.pitot.kernel.RunTimes;
import dev.pitot.record.Layout;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.UnparkProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A known number of hits of a program without content, on the real kernel. */
@RequiresKernel
class CostMeterIT {
    private static final Path LIBJVM = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    private static final int UNPARKS = 100_003;

    private final long[] hits = new long[Layout.RECORD_TYPES];

    private final class Hits implements CostMeter.Subject {
        @Override
        public long[] hits() {
            return hits;
        }

        @Override
        public long[] records() {
            return new long[Layout.RECORD_TYPES];
        }

        @Override
        public Map<String, Long> threads() {
            return Map.of("a thread", CpuTime.ofCurrentThread());
        }
    }

    @Test
    void aTrapAndARunTakeTimeAndWhereThereIsNoProbeThatIsNotKnown() throws Exception {
        var bpf = new Bpf();
        var trap = TrapCost.calibrate(bpf, LIBJVM);
        assertThat(trap.trapNanos()).isBetween(50.0, 50_000.0);
        assertThat(trap.emptyRunNanos()).isBetween(1.0, 5_000.0);

        assertThat(TrapCost.calibrate(bpf, LIBJVM.resolveSibling("../libjava.so")))
                .isEqualTo(TrapCost.UNKNOWN);
        assertThat(TrapCost.calibrate(bpf, Path.of("/nowhere"))).isEqualTo(TrapCost.UNKNOWN);
    }

    @Test
    void eachHitIsInTheStretchAndTheTimesAreWithinThoseOfTheThreadThatHit() throws Exception {
        var bpf = new Bpf();
        var trap = TrapCost.calibrate(bpf, LIBJVM);
        var program = bpf.uprobeMulti(ProgramKinds.PHASES, Bpf.NOTHING);
        var meter = new CostMeter(
                new Hits(),
                List.of(
                        new NotPermitted(),
                        new KernelRunTimes(() -> List.of(new OwnProgram(program)), () -> null, trap)),
                trap);
        meter.begin();
        unparkTraced(program);
        hits[THREAD_PARK.number()] += UNPARKS;
        var stretch = meter.end();

        var row = stretch.costs().stream()
                .filter(cost -> cost.kind() == THREAD_PARK)
                .findFirst()
                .orElseThrow();
        var thread = stretch.costs().stream()
                .filter(cost -> cost.program().equals("a thread"))
                .findFirst()
                .orElseThrow();
        assertThat(row.runs()).isBetween((long) UNPARKS, UNPARKS * 11L / 10);
        assertThat(row.source()).isEqualTo("kernel statistics");
        assertThat(row.overheadNanos()).isPositive();
        assertThat(row.trapNanos()).isCloseTo((long) (row.runs() * trap.trapNanos()), within(1L));
        assertThat(row.trapNanos()).as("the trap is the thread's own time").isLessThan(2 * thread.cpuNanos());
        assertThat(thread.cpuNanos()).isLessThanOrEqualTo(stretch.processNanos());

        program.close();
    }

    private static void unparkTraced(BpfProgram program) throws Exception {
        var link = UnparkProbe.attach(program);
        for (var i = 0; i < UNPARKS; i++) {
            LockSupport.unpark(Thread.currentThread());
        }
        link.close();
    }

    @Test
    void whereNothingTimesTheProgramsTheThreadsAreStillThere() throws Exception {
        var meter = new CostMeter(new Hits(), List.of(new NotPermitted()), TrapCost.UNKNOWN);
        meter.begin();
        assertThat(meter.end().costs())
                .singleElement()
                .extracting(ProgramCost::program, ProgramCost::source)
                .containsExactly("a thread", CostTable.THREAD_CLOCK);
    }

    private static final class NotPermitted implements RunTimes {
        @Override
        public void on() throws BpfException {
            throw new BpfException.NotSupported("timing programs this way", "another way");
        }

        @Override
        public Map<String, RunTime> read() {
            throw new AssertionError("it is not on");
        }

        @Override
        public void off() {}

        @Override
        public double overheadNanos() {
            return 0;
        }

        @Override
        public String source() {
            return "nobody";
        }
    }
}
