package dev.pitot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcMountTest {
    private static final String WHOLE = "overlay / overlay rw 0 0\nproc /proc proc rw,nosuid,relatime 0 0\n";

    @Test
    void ofAWholeProcNothingIsHidden() {
        assertThat(ProcMount.restriction(WHOLE)).isEmpty();
    }

    @Test
    void ofSeveralMountsTheLastCounts() {
        assertThat(ProcMount.restriction(WHOLE + "proc /proc proc rw,relatime,hidepid=invisible,subset=pid 0 0\n"))
                .contains("/proc is mounted with hidepid=invisible,subset=pid");
        assertThat(ProcMount.restriction("proc /proc proc rw,subset=pid 0 0\n" + WHOLE))
                .isEmpty();
    }
}
