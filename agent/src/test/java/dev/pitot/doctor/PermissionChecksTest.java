package dev.pitot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.doctor.Check.State;
import dev.pitot.plan.Obstacle;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionChecksTest {
    private static final KernelVersion OLD = new KernelVersion(6, 1);

    private static ProcessStatus status(String effective) {
        return ProcessStatus.parse(
                "Name:\tjava\nUid:\t1000\t1001\t1000\t1000\nSeccomp:\t0\nCapEff:\t" + effective + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, lacks CAP_BPF and CAP_PERFMON",
        "0000008000000000, lacks CAP_PERFMON",
        "0000004000000000, lacks CAP_BPF",
        "000000ffffdfffff, has CAP_BPF",
        "nonsense, lacks CAP_BPF and CAP_PERFMON",
    })
    void theMissingCapabilityIsNamed(String effective, String says) {
        var check = PermissionChecks.capabilities(status(effective));
        assertThat(check.found()).startsWith("uid 1001 ").contains(says);
        assertThat(check.state()).isEqualTo(says.startsWith("lacks") ? State.FAILED : State.OK);
        if (check.state() == State.FAILED) {
            assertThat(check.found().endsWith(says)).isTrue();
            assertThat(check.fix()).contains("setpriv", "AmbientCapabilities", "--cap-add");
        }
    }

    @Test
    void bothTogetherSufficeAndSoDoesSysAdmin() {
        assertThat(PermissionChecks.capabilities(status("000000c000000000")).found())
                .isEqualTo("uid 1001 has CAP_BPF, CAP_PERFMON");
        assertThat(PermissionChecks.capabilities(status("0000000000200000")).state())
                .isEqualTo(State.OK);
    }

    @Test
    void perfUprobesMatterOnOldKernelsOnly() {
        var two = status("000000c000000000");
        assertThat(PermissionChecks.perfUprobes(two, OLD).state()).isEqualTo(State.LIMITED);
        assertThat(PermissionChecks.perfUprobes(two, new KernelVersion(6, 6)).state())
                .isEqualTo(State.OK);
        assertThat(PermissionChecks.perfUprobes(status("0000000000200000"), OLD).state())
                .isEqualTo(State.OK);
    }

    @Test
    void capabilitiesOfAUserNamespaceDoNotCount() {
        assertThat(PermissionChecks.userNamespace("         0          0 4294967295\n")
                        .state())
                .isEqualTo(State.OK);
        assertThat(PermissionChecks.userNamespace("         0     100000      65536\n")
                        .state())
                .isEqualTo(State.FAILED);
    }

    @Test
    void aSeccompFilterIsSaid() {
        assertThat(seccomp("0").state()).isEqualTo(State.OK);
        assertThat(seccomp("1").state()).isEqualTo(State.FAILED);
        assertThat(seccomp("2").state()).isEqualTo(State.NOTE);
    }

    @Test
    void aDangerUnderAFilterIsLimitedAndHasItsRemedy() {
        var check =
                PermissionChecks.seccomp(status("0"), Optional.of(new Obstacle("this kernel kills", "use another")));
        assertThat(check.state()).isEqualTo(State.LIMITED);
        assertThat(check.found()).isEqualTo("no class loads: this kernel kills");
        assertThat(check.fix()).isEqualTo("use another");
    }

    private static Check seccomp(String mode) {
        return PermissionChecks.seccomp(ProcessStatus.parse("Seccomp:\t" + mode + "\n"), Optional.empty());
    }

    @Test
    void aPidNamespaceIsWorthANote() {
        assertThat(PermissionChecks.pidNamespace(Optional.of("pid:[4026531836]"))
                        .state())
                .isEqualTo(State.OK);
        assertThat(PermissionChecks.pidNamespace(Optional.of("pid:[4026532450]"))
                        .found())
                .contains("inside");
        assertThat(PermissionChecks.pidNamespace(Optional.empty()).state()).isEqualTo(State.NOTE);
    }
}
