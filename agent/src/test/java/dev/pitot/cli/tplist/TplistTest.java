package dev.pitot.cli.tplist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.cli.Main;
import dev.pitot.cli.terminal.Lines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
    @Timeout(30)
    void whatIsNoRegularFileIsNotOpened(@TempDir Path directory) throws Exception {
        var fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        for (var file : List.of(fifo, Path.of("/dev/zero"), directory)) {
            assertThat(pitot("tplist", "-l", file.toString())).isEqualTo(1);
            assertThat(err.toString()).endsWith("pitot: " + file + " is not a regular file\n");
        }
    }

    /** What the path leads to may be anything: a container's own link leads into our file system. */
    @Test
    void ofAProcessOnlyWhatItHasMappedIsOpened(@TempDir Path directory) throws Exception {
        var pid = Long.toString(ProcessHandle.current().pid());
        var link = Files.createSymbolicLink(directory.resolve("link.so"), Path.of(libjvm()));
        assertThat(pitot("tplist", "-p", pid, "-l", link.toString())).isZero();
        assertThat(out.toString()).startsWith("/proc/" + pid + "/root/").contains("/libjvm.so hotspot:");
        var copy = Files.copy(Path.of(libjvm()), directory.resolve("copy.so"));
        assertThat(pitot("tplist", "-p", pid, "-l", copy.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("pitot: process " + pid + " has not mapped " + copy + "; list it as a file: -l /proc/" + pid
                        + "/root" + copy + "\n");
    }

    @Test
    void aProbesNameDoesNotSteerTheTerminal(@TempDir Path directory) throws Exception {
        var library = new String(Files.readAllBytes(Path.of(libjvm())), StandardCharsets.ISO_8859_1)
                .replace("hotspot\0gc__begin\0", "hotspot\0g\u001b\r\nbegin\0");
        var file = directory.resolve("a\u001b\nb.so");
        Files.write(file, library.getBytes(StandardCharsets.ISO_8859_1));
        for (var verbosity : List.of("-v", "-vv", "")) {
            Main.commandLine(new Lines(out), new Lines(out))
                    .execute(Stream.of("tplist", "-l", file.toString(), verbosity, "hotspot:g*begin")
                            .filter(word -> !word.isEmpty())
                            .toArray(String[]::new));
        }
        assertThat(out.toString())
                .doesNotContainPattern("[\\p{C}&&[^\n]]")
                .contains("hotspot:g???begin [sema")
                .endsWith("a??b.so hotspot:g???begin\n");
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
