package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpfExceptionTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 11}) // EINTR, EAGAIN
    void anInterruptionIsNoRefusal(int errno) {
        var failure = BpfException.of("loading the BPF program tasks", errno);
        assertThat(failure).isInstanceOf(BpfException.Interrupted.class);
        assertThat(failure.getMessage() + "; " + failure.remedy())
                .isEqualTo("loading the BPF program tasks was repeatedly interrupted by signals; use a longer"
                        + " interval in the profiler that sends them, and start the recording again");
    }

    @Test
    void anotherFailureNamesItsErrno() {
        assertThat(BpfException.of("creating the BPF map ring", 12))
                .hasMessage("creating the BPF map ring failed with errno 12");
    }
}
