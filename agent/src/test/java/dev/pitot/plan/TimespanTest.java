package dev.pitot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimespanTest {

    @ParameterizedTest
    @CsvSource({
        "0 ns, 0",
        "7ms, 7000000",
        "20 ms, 20000000",
        "1us, 1000",
        "' 3  s ', 3000000000",
        "2 m, 120000000000",
        "1 h, 3600000000000",
        "1 d, 86400000000000",
        "23 ns, 23"
    })
    void asJfrWritesThem(String text, long nanos) {
        assertThat(Timespan.parse(text)).hasValue(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "everyChunk", "20", "ms", "-1 ms", "1.5 s", "1 ms s", "1 MS", "99999999999999999999 ns", "\n"
            })
    void whatIsNoneIsNone(String text) {
        assertThat(Timespan.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999999999 d", "infinity", "100001 d"})
    void whatNobodyLivesToSeeIsStillANumberOfNanoseconds(String text) {
        assertThat(Timespan.parse(text))
                .hasValueSatisfying(span -> assertThat(span.toNanos()).isGreaterThan(1L << 60));
    }

    @Test
    void nothingThrowsAndNothingIsNegative() {
        var random = new Random(23);
        var alphabet = "0123456789 nsumhd-.infty";
        for (var i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (var n = random.nextInt(24); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Timespan.parse(text.toString())
                    .ifPresent(span -> assertThat(span.toNanos()).isNotNegative());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "20000000, 20 ms", "1500000, 1500 us", "2000000000, 2 s", "7, 7 ns", "90000000000, 90 s"})
    void isPrintedInTheLargestUnitThatIsWhole(long nanos, String text) {
        assertThat(Timespan.print(Duration.ofNanos(nanos))).isEqualTo(text);
        assertThat(Timespan.parse(text)).hasValue(Duration.ofNanos(nanos));
    }
}
