package dev.pitot.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Here, without a seccomp filter, a return probe harms nobody, and the shell has to hit it. With a filter: make test-kernels. */
class ReturnTrialIT {
    @Test
    void aShellLivesThroughAReturnProbeWhereNoFilterIs() {
        assertThat(ReturnTrial.passes()).isTrue();
    }
}
