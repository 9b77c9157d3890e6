package dev.pitot.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pitot.bpf.LibraryFile;
import dev.pitot.compiler.Sources;
import dev.pitot.doctor.Check.Group;
import dev.pitot.doctor.Check.State;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.ProbeState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Libraries, tracepoints, events, and what they amount to. */
class ChecksTest {

    @Test
    void aLibrarySaysItsVersionByTheFileItIs() {
        var file = Path.of("/usr/lib/libbcc_bpf.so.0.26.0");
        var check = LibraryChecks.found(new LibraryFile("libbcc_bpf.so.0", file, List.of()));
        assertThat(check.state()).isEqualTo(State.OK);
        assertThat(check.found()).endsWith("libbcc_bpf.so.0.26.0, version 0.26.0");
        assertThat(new LibraryFile("libbcc.so.0", Path.of("/opt/libbcc.so.0"), List.of()).version())
                .isEmpty();
    }

    @Test
    void aLibraryThatLacksAFunctionFails() {
        var old = new LibraryFile("libbcc.so.0", Path.of("/lib/libbcc.so.0.8.0"), List.of("bpf_table_flags_id"));
        assertThat(LibraryChecks.found(old).state()).isEqualTo(State.FAILED);
        assertThat(LibraryChecks.found(old).found()).contains("has no bpf_table_flags_id");
    }

    @Test
    void theCompilerIsNotNeededWhereItsWorkIsDone() {
        assertThat(LibraryChecks.noCompiler("libbcc.so.0", "gone", "install it", false)
                        .state())
                .isEqualTo(State.FAILED);
        assertThat(LibraryChecks.noCompiler("libbcc.so.0", "gone", "install it", true)
                        .state())
                .isEqualTo(State.LIMITED);
    }

    @Test
    void everyTracepointOfThePrograms() {
        var inSources = new TreeSet<String>();
        Pattern.compile("\\bint tp__(\\w+)\\(")
                .matcher(new String(Sources.fingerprint(), StandardCharsets.UTF_8))
                .results()
                .forEach(match -> inSources.add(match.group(1).split("__")[0]));
        assertThat(inSources).hasSizeGreaterThan(10);
        assertThat(TracepointChecks.of(name -> true))
                .allMatch(check -> check.state() == State.OK)
                .extracting(Check::name)
                .containsExactlyInAnyOrderElementsOf(inSources);
    }

    @Test
    void aMissingTracepointFailsWhenEveryBillNeedsItAndElseLimits() {
        var checks = TracepointChecks.of(
                name -> !Set.of("sched_switch", "page_fault_user").contains(name));
        assertThat(checks)
                .filteredOn(check -> check.state() == State.FAILED)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.name()).isEqualTo("sched_switch");
                    assertThat(check.fix()).isEqualTo("use a kernel built with it");
                });
        assertThat(checks)
                .filteredOn(check -> check.state() == State.LIMITED)
                .singleElement()
                .satisfies(check -> assertThat(check.found()).contains("no pitot.MajorFault"));
        assertThat(EventChecks.ofKernel(EventKind.MAJOR_FAULT, checks).state()).isEqualTo(State.LIMITED);
        assertThat(EventChecks.ofKernel(EventKind.BLOCK_IO, checks).state()).isEqualTo(State.OK);
    }

    @Test
    void aTracepointThatAnotherServesForIsNotMissed() {
        var checks = TracepointChecks.of(name -> !name.startsWith("block_io_"));
        assertThat(checks)
                .filteredOn(check -> check.state() != State.OK)
                .allMatch(check -> check.state() == State.NOTE)
                .extracting(Check::name, Check::found)
                .contains(tuple(
                        "block_io_start",
                        "this kernel lacks it; block_rq_insert, block_rq_issue, block_rq_complete, block_rq_merge"
                                + " serve pitot.BlockIo instead"))
                .hasSize(2);
    }

    @Test
    void anEventSaysWhatIsMissing() {
        var missing = EventChecks.phase(
                EventKind.THREAD_PARK, 0, Optional.of(new Obstacle("no probe", "use Temurin")), Set.of());
        assertThat(missing.state()).isEqualTo(State.LIMITED);
        assertThat(missing.found()).isEqualTo("no probe");
        assertThat(missing.fix()).isEqualTo("use Temurin");
        assertThat(EventChecks.phase(EventKind.THREAD_PARK, 1, Optional.empty(), Set.of())
                        .found())
                .isEqualTo("1 site in libjvm");
    }

    @Test
    void theMonitorProbesNeedTheirFlag() {
        var kind = EventKind.MONITOR_ENTER;
        var flags = Set.of("DTraceMonitorProbes");
        assertThat(EventChecks.phase(kind, 2, Optional.empty(), Set.of()).fix()).contains("-XX:+DTraceMonitorProbes");
        assertThat(EventChecks.phase(kind, 2, Optional.empty(), flags).state()).isEqualTo(State.OK);
        var attached = new ProbeState.Attached(kind, "uprobe_multi");
        assertThat(EventChecks.attached(attached, 2, Set.of()).state()).isEqualTo(State.LIMITED);
        assertThat(EventChecks.attached(attached, 2, flags).found()).isEqualTo("uprobe_multi, 2 sites in libjvm");
        assertThat(EventChecks.attached(
                                new ProbeState.Unavailable(kind, new Obstacle("not permitted", "be root")), 2, flags)
                        .fix())
                .isEqualTo("be root");
    }

    @Test
    void oneFailureIsEnoughAndALimitIsNone() {
        var ok = Check.ok(Group.JVM, "a", "fine");
        var limited = Check.limited(Group.KERNEL, "b", "so so", "do this");
        var failed = Check.failed(Group.TRIAL, "c", "broken", "do that");
        assertThat(Diagnosis.of(1, List.of(ok, limited)).works()).isTrue();
        assertThat(Diagnosis.of(1, List.of(ok, failed, limited)).works()).isFalse();
        assertThat(Diagnosis.of(1, List.of(ok, failed, limited)).checks()).containsExactly(limited, ok, failed);
    }
}
