package dev.pitot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    @ParameterizedTest
    @CsvSource({"1%, 0.01", "0.5%, 0.005", "100%, 1", "0.001%, 0.00001", "05%, 0.05"})
    void isAShareOfTheCpuTime(String text, double share) {
        assertThat(Budget.parse(text)).hasValue(new Budget(share));
    }

    @Test
    void canBeOff() {
        assertThat(Budget.parse("off")).get().extracting(Budget::isOff).isEqualTo(true);
        assertThat(Budget.DEFAULT.isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0%", "0.000%", "101%", "-1%", "1", "%", "1 %", "1.%", ".5%", "1e-3%", "1.0000%", "none"})
    void anythingElseIsNone(String text) {
        assertThat(Budget.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1.0 %", "0.005, 0.50 %", "0.234, 23 %", "0, 0.00 %", "1, 100 %"})
    void isPrintedWithTwoDigits(double share, String text) {
        assertThat(new Budget(share)).hasToString(text);
    }

    @Test
    void offIsPrintedAsItIsWritten() {
        assertThat(Budget.OFF).hasToString("off");
    }
}
