package dev.pitot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TplistTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void thisProcessIsListedOnce() {
        var pid = Long.toString(ProcessHandle.current().pid());
        assertThat(pitot("tplist", "-p", pid, "-l", "jvm", "h*:*")).isZero();
        assertThat(out.toString().lines())
                .hasSizeGreaterThan(400)
                .doesNotHaveDuplicates()
                .allSatisfy(line -> assertThat(line).matches("/proc/" + pid + "/root/.*/libjvm.so h\\w+:\\w+"));
    }

    @Test
    void twiceVerboseNamesTheArguments() {
        assertThat(pitot("tplist", "-l", "jvm", "-vv", "hotspot:monitor__contended__enter"))
                .isZero();
        assertThat(out.toString())
                .startsWith("hotspot:monitor__contended__enter [sema 0x0]\n")
                .contains("fires only in a JVM launched with -XX:+DTraceMonitorProbes")
                .contains("1 location(s)", "4 argument(s)", "location #1 " + libjvm())
                .containsPattern("argument #3 8 unsigned bytes @ \\w+: className \\(string\\)\n")
                .containsPattern("argument #4 4 signed bytes @ \\w+: className\\.length\n");
    }

    @Test
    void onceVerboseDoesNot() {
        assertThat(pitot("tplist", "-l", libjvm(), "-v", "hs_private:*")).isZero();
        assertThat(out.toString()).contains("  always fires\n", "(offset 0x").doesNotContain("argument #");
    }

    @Test
    void whatCannotBeReadIsAFailureOfOneLine() {
        assertThat(pitot("tplist", "-l", "/none.so")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("pitot: /none.so: no such file\n");
        assertThat(out.toString()).isEmpty();
        assertThat(pitot("tplist", "-p", Long.toString(1L << 40))).isEqualTo(1);
        assertThat(err.toString()).contains("no process");
        assertThat(pitot("tplist", "-l", "no-such-library")).isEqualTo(1);
        assertThat(err.toString()).contains("no library or executable named no-such-library");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(pitot()).isEqualTo(2);
        assertThat(pitot("tplist", "-p", "one")).isEqualTo(2);
        assertThat(pitot("tplist", "--nonsense")).isEqualTo(2);
    }

    @Test
    void helpAndVersionAreNoFailures() {
        assertThat(pitot("--help")).isZero();
        assertThat(out.toString()).contains("tplist");
        assertThat(pitot("--version")).isZero();
        assertThat(out.toString()).contains("pitot (not packaged)");
    }

    @ParameterizedTest
    @CsvSource({"c, c", "libc, c", "libc.so.6, c", "libjvm.so, jvm", "stdc++, stdc++"})
    void aLibraryMayBeNamedInSeveralWays(String name, String bare) {
        assertThat(LibraryPath.bare(name)).isEqualTo(bare);
    }

    private int pitot(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String libjvm() {
        return Path.of(System.getProperty("java.home"), "lib/server/libjvm.so").toString();
    }
}
