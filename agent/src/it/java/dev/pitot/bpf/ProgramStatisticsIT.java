package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bpf.ProgramStatistics.Run;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.UnparkProbe;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's statistics of a program at {@code thread__unpark} of this JVM, beside what bpftool reads. */
@RequiresKernel
class ProgramStatisticsIT {
    private static final String NAME = "pitot_stats_it"; // 14 characters: the kernel keeps 15
    private static final int UNPARKS = 1009;

    private BpfProgram program;
    private BpfLink link;
    private ProgramStatistics statistics;

    @BeforeEach
    void attach() throws Exception {
        statistics = ProgramStatistics.keep();
        var bpf = new Bpf();
        program = bpf.uprobeMulti(NAME, Bpf.NOTHING);
        link = UnparkProbe.attach(program);
    }

    @AfterEach
    void detach() {
        if (link != null) {
            link.close();
            program.close();
        }
        if (statistics != null) {
            statistics.close();
        }
    }

    @Test
    void eachHitIsARun() throws Exception {
        var before = ProgramStatistics.of(program);
        unpark();
        var after = ProgramStatistics.of(program);
        // Other threads of this JVM may unpark each other meanwhile.
        assertThat(after.count() - before.count()).isBetween((long) UNPARKS, 2L * UNPARKS);
        assertThat(after.nanos() - before.nanos()).isGreaterThanOrEqualTo(after.count() - before.count());
        assertThat(after.missed()).isZero();
    }

    @Test
    void theyAreKeptUntilTheLastIsClosed() throws Exception {
        ProgramStatistics.keep().close();
        var before = ProgramStatistics.of(program);
        unpark();
        assertThat(ProgramStatistics.of(program).count() - before.count()).isGreaterThanOrEqualTo(UNPARKS);
    }

    @Test
    void bpftoolReadsTheSame() throws Exception {
        unpark();
        link.close(); // nothing runs any more
        assertThat(ProgramStatistics.of(program)).isEqualTo(fromBpftool());
    }

    private static void unpark() {
        for (var i = 0; i < UNPARKS; i++) {
            LockSupport.unpark(Thread.currentThread());
        }
    }

    private static Run fromBpftool() throws Exception {
        var process = new ProcessBuilder("bpftool", "-j", "prog", "show").start();
        var json = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        var match = Pattern.compile("\"name\":\"" + NAME + "\"[^{}]*?\"run_time_ns\":(\\d+),\"run_cnt\":(\\d+)")
                .matcher(json);
        assertThat(match.find()).as(json).isTrue();
        return new Run(Long.parseLong(match.group(2)), Long.parseLong(match.group(1)), 0);
    }
}
