package dev.pitot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.doctor.Check.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChecksTest {

    @ParameterizedTest
    @CsvSource({
        "4.18.0-553.el8_10.x86_64, FAILED",
        "5.14.0-503.el9.x86_64, FAILED",
        "5.15.0-1, LIMITED",
        "6.4.16, LIMITED",
        "6.5, LIMITED",
        "6.6.0, OK",
        "6.18.44-generic, OK",
        "7.0, OK",
        "10.2.1, OK",
        "unknown, NOTE"
    })
    void aReleaseIsJudgedByItsNumbers(String release, State state) {
        var check = KernelChecks.version(release + "\n");
        assertThat(check.state()).isEqualTo(state);
        assertThat(check.found()).contains(release).doesNotContain("\n");
        assertThat(check.fix() != null).isEqualTo(state == State.FAILED || state == State.LIMITED);
    }

    @Test
    void whatAnOldKernelLacksIsNamed() {
        assertThat(KernelChecks.version("6.1.0").found()).contains("uprobe_multi (6.6)", "block_io_start (6.5)");
        assertThat(KernelChecks.version("6.5.0").found())
                .contains("uprobe_multi")
                .doesNotContain("block_io_start");
    }

    @Test
    void onlyLockdownForConfidentialityIsInTheWay() {
        var confidential = KernelChecks.lockdown(Optional.of("none integrity [confidentiality]\n"));
        assertThat(confidential.state()).isEqualTo(State.FAILED);
        assertThat(confidential.fix()).contains("lockdown=integrity");
        assertThat(KernelChecks.lockdown(Optional.of("none [integrity] confidentiality"))
                        .state())
                .isEqualTo(State.OK);
        assertThat(KernelChecks.lockdown(Optional.of("[none] integrity confidentiality"))
                        .found())
                .isEqualTo("none");
        assertThat(KernelChecks.lockdown(Optional.empty()).state()).isEqualTo(State.OK);
    }

    @Test
    void aKernelWithoutBpfFails() {
        assertThat(KernelChecks.unprivilegedBpf(Optional.empty()).state()).isEqualTo(State.FAILED);
        assertThat(KernelChecks.unprivilegedBpf(Optional.of("2\n")).state()).isEqualTo(State.OK);
        assertThat(KernelChecks.perfEventParanoid(Optional.empty()).state()).isEqualTo(State.NOTE);
        assertThat(KernelChecks.perfEventParanoid(Optional.of("4\n")).found()).startsWith("4:");
    }

    @Test
    void withoutBtfTheKernelsOptionIsNamed() {
        var check = KernelChecks.noBtf("/sys/kernel/btf/vmlinux: no such file");
        assertThat(check.state()).isEqualTo(State.FAILED);
        assertThat(check.fix()).contains("CONFIG_DEBUG_INFO_BTF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
    void theTwoArchitecturesAreFine(String name) {
        assertThat(KernelChecks.architecture(name).state()).isEqualTo(State.OK);
        assertThat(KernelChecks.architecture("riscv64").state()).isEqualTo(State.FAILED);
    }
}
