package dev.pitot.cli.tplist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "hotspot:*, hotspot:gc__begin, true",
        "hotspot:*, hotspot_jni:FindClass__entry, false",
        "hotspot*gc__*, hotspot:gc__begin, true",
        "gc__begin, hotspot:gc__begin, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "a[bc]d, abd, true",
        "a[b-d]e, ace, true",
        "a[!b]c, abc, false",
        "a[!b]c, axc, true",
        "a[]]c, a]c, true",
        "a[b, a[b, true",
        "a.c, abc, false",
        "a\\, a\\, true",
        "[&&^], &, true",
        "'', '', true"
    })
    void matchesAsFnmatchDoes(String glob, String name, boolean matches) {
        assertThat(Glob.of(glob).test(name)).isEqualTo(matches);
    }

    @Test
    @Timeout(30)
    void aNameMadeForItTakesNoLongerThanAnother() {
        assertThat(Glob.of("*a*a*a*a*a*b").test("a".repeat(30_000))).isFalse();
        assertThat(Glob.of("*a*a*a*a*a*b").test("a".repeat(30_000) + "b")).isTrue();
    }
}
