package dev.pitot.hotspot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnProbesTest {
    private static final String FILTER = "Name:\tjava\nSeccomp:\t2\nSeccomp_filters:\t1\n";

    @ParameterizedTest
    @CsvSource({
        "5.15.0-generic, false",
        "6.10.14, false",
        "6.11.0, true",
        "6.12.48+deb13-amd64, true",
        "6.13, true",
        "6.14.0, false",
        "6.18.44, false",
        "7.0.1, false",
        "what, false"
    })
    void onlyTheseKernelsAndOnlyUnderAFilter(String release, boolean dangerous) {
        assertThat(ReturnProbes.danger(release + "\n", FILTER).isPresent()).isEqualTo(dangerous);
        assertThat(ReturnProbes.danger(release + "\n", "Seccomp:\t0\n")).isEmpty();
    }

    @Test
    void theRemedyIsSaid() {
        assertThat(ReturnProbes.danger("6.12", FILTER))
                .hasValueSatisfying(why -> assertThat(why.remedy()).startsWith("use Linux 6.12.14"));
    }
}
