package dev.pitot.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({"0,0 ns", "999,999 ns", "1000,1.00 us", "999499,999 us", "999600,1.00 ms", "61000000000,61.0 s"})
    void times(long nanos, String text) {
        assertThat(Human.duration(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "4096,4.00 KiB", "1048576,1.00 MiB", "1023,1.00 KiB"})
    void sizes(long bytes, String text) {
        assertThat(Human.bytes(bytes)).isEqualTo(text);
    }
}
