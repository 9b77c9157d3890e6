package dev.pitot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.cli.terminal.Lines;
import dev.pitot.report.collect.SampleRecording;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class SummaryTest {

    private static final Pattern BILL = Pattern.compile("^ +(\\S+) (?:us|ms| s) = ( +\\S+(?: \\+ +\\S+){4}).*");

    @TempDir
    private static Path folder;

    private static Path sample;

    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    static void record() throws Exception {
        sample = folder.resolve("sample.jfr");
        SampleRecording.write(sample);
    }

    private static Outcome summary(Ansi ansi, Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var status = new CommandLine(new Summary())
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    private static Outcome summary(Object... arguments) {
        return summary(Ansi.OFF, arguments);
    }

    @Test
    void everySectionIsThereAndFirstWhatWasMeasuredAndLost() {
        var outcome = summary(sample, "--top", 50);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("Measured: all ")
                .containsPattern(
                        "\\AMeasured: all \\S+ m?s\nDATA WAS LOST \\(pitot.DataLoss\\): the tables below are incomplete."
                                + "\n  20 ring buffer full\n"
                                + "6 events are not in this recording: under way at attach or detach\n")
                .contains(
                        "Slowest phases",
                        "Longest parks",
                        "Phases that waited",
                        "All phases by type",
                        "Files by disk time")
                .contains("Written back by the kernel", "Threads by disk time", "Phases by disk time")
                .contains("Threads by CPU time", "Longest waits for a CPU", "Longest times off the CPU")
                .contains("org.example.Loaded23", "2 workers, worst 4.00 ms", "23r 92.0 KiB")
                .contains(".ConcurrentHashMap.putVal(..) (failed)");
    }

    @Test
    void phasesInFlightAreSaidWithoutAnAlarm() throws Exception {
        var inFlight = folder.resolve("flight.jfr");
        SampleRecording.writeInFlight(inFlight);
        assertThat(summary(Ansi.ON, inFlight).out())
                .containsPattern("\\AMeasured: all \\S+ m?s\n6 events are not in this recording")
                .doesNotContain("DATA WAS LOST");
    }

    @Test
    void whatWasNotMeasuredIsTheFirstThingSaid() throws Exception {
        var late = folder.resolve("late.jfr");
        SampleRecording.writeLate(late);
        assertThat(summary(late).out())
                .containsPattern(
                        "\\AMeasured: \\S+ ms of \\S+ m?s\n  not for \\S+ ms, from \\S+ to \\S+: not yet: the ")
                .doesNotContain("Measured: all");
        assertThat(summary(Ansi.ON, late).out()).startsWith("\u001b[");
        assertThat(summary(late, "--json").out())
                .contains("\"coverage\":{\"measuredNanos\":", "\"why\":\"not yet: the programs were being compiled\"");
    }

    @Test
    void aTableSaysOfHowManyItIs() {
        assertThat(summary(sample, "--top", 1).out())
                .contains("Files by disk time, 1 of 2")
                .contains("  recorded: 18 of 23 requests, those of at least 1.00 ms\n")
                .containsPattern("\n +\\(all\\) +\\S+ ms +18 +0 +72.0 KiB")
                .contains("Phases that waited longest for the disk, 1 of 23")
                .contains("  ClassLoad, 23\n");
    }

    @Test
    void nestedPhasesAreNotAddedUp() throws Exception {
        var nested = folder.resolve("nested.jfr");
        SampleRecording.writeNested(nested);
        assertThat(summary(nested).out())
                .contains("  ClassLoad, 4, 2 of them inside others\n", "  (all types), 5, 3 of them inside others\n")
                .doesNotContain("Innermost");
    }

    @Test
    void histogramsAreDrawnWithTheirExactAverages() {
        assertThat(summary(sample, "--width", 80).out()).contains("""

                How long block requests took
                 (each counts in two: with its time in the queue, and without)
                  vda read, queue and service
                     usecs               : count     distribution
                         0 -> 1          : 0        |                                        |
                         2 -> 3          : 0        |                                        |
                         4 -> 7          : 0        |                                        |
                         8 -> 15         : 0        |                                        |
                        16 -> 31         : 0        |                                        |
                        32 -> 63         : 0        |                                        |
                        64 -> 127        : 10       |******************************          |
                       128 -> 255        : 13       |****************************************|
                  avg = 156.521 us, total = 3600.005 us, count = 23

                  vda read, service alone
                     usecs               : count     distribution
                """);
        assertThat(summary(sample).out())
                .contains("vda write (async), queue and service", "GC threads", "Java threads", "compiler?[31m threads")
                .contains("How long threads were off the CPU at a time", "How long threads waited for a CPU")
                .contains("1048576 -> 2097151    : 2        |***");
    }

    @Test
    void whatPitotCostIsThereWithItsShare() {
        assertThat(summary(sample, "--width", 80).out())
                .containsPattern("Pitot's own cost\n" + "  300 ms of CPU time to attach the probes\n"
                        + "  140 ms of CPU time in \\S+ s measured: 3.50 % of the process's\n")
                .containsPattern("on_switch +46 +60.0 ms +0 ns +1,304,347\n      by the kernel's statistics\n")
                .containsPattern("phase_begin +pitot.ClassLoad +10 +4.00 ms +16.0 ms +2,000,000\n");
    }

    @Test
    void everyPrintedBillAddsUpExactly() {
        var bills = summary(sample, "--top", 50)
                .out()
                .lines()
                .map(BILL::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(bills).hasSizeGreaterThan(30).allSatisfy(bill -> {
            var parts = List.of(bill.group(2).trim().split("[ +]+"));
            var sum = parts.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(parts).hasSize(5);
            assertThat(sum).as(bill.group()).isEqualByComparingTo(bill.group(1));
        });
    }

    @Test
    void noLineIsWiderThanAskedFor() {
        for (var width : List.of(80, 100, 200)) {
            assertThat(summary(sample, "--width", width).out().lines()).allMatch(line -> line.length() <= width);
        }
        assertThat(summary(sample, "--width", 80, "--top", 1).status()).isZero();
        assertThat(summary(sample, "--width", 12).status()).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void onlyATerminalGetsColoursAndNamesCannotBringTheirOwn() {
        assertThat(summary(Ansi.OFF, sample).out()).doesNotContain("\u001b").contains("busy?[31m");
        assertThat(summary(Ansi.ON, sample).out()).contains("\n\u001b[");
    }

    @Test
    void topBoundsEveryTable() {
        assertThat(summary(sample, "--top", 2).out()).contains("Loaded23").doesNotContain("Loaded21");
        assertThat(summary(sample, "--top", 0).status()).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void jsonHoldsTheModel() {
        var json = summary(sample, "--json", "--top", 50).out();
        assertThat(json)
                .startsWith("{\"header\":{\"file\":")
                .contains(
                        "\"pitot.ClassLoad\":23",
                        "\"onCpuNanos\":23000001",
                        "\"totalNanos\":3600005",
                        "\"share\":0.035",
                        "\"workers\":{\"count\":2,")
                .contains("busy\\u001b[31m");
        assertThat(json.lines()).hasSize(1);
    }

    @Test
    void withoutPitotItSaysHowToGetEvents() throws Exception {
        var plain = folder.resolve("plain.jfr");
        SampleRecording.writePlain(plain);
        var outcome = summary(plain);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("no pitot.* events", "-javaagent:pitot.jar", "doctor")
                .doesNotContain("Slowest");
    }

    @Test
    void whatCannotBeReadIsOneLineAndStatusOne() throws Exception {
        var text = Files.writeString(folder.resolve("text.jfr"), "no recording");
        for (var bad : List.of(text, folder.resolve("absent.jfr"))) {
            var outcome = summary(bad);
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err().lines()).singleElement().asString().contains(bad.toString());
        }
    }

    /** Legal as a Java identifier, of which JFR makes sure: ESC and others are ignorable there. */
    @Name("pitot.B\u001bc\u0007\u009b\u202e")
    static final class HostilePhase extends Event {
        long onCpu;
    }

    @Test
    void neitherATypesNameNorAFilesSteersTheTerminal() throws Exception {
        var file = folder.resolve("a\u001b[31m\u2028b\nc.jfr");
        try (var recording = new Recording()) {
            recording.enable(HostilePhase.class).withoutThreshold();
            recording.start();
            new HostilePhase().commit();
            recording.stop();
            recording.dump(file);
        }
        for (var missing : List.of("", "x")) {
            for (var json : List.of(List.<String>of(), List.of("--json"))) {
                var arguments = new ArrayList<>(List.of("summary", file + missing));
                arguments.addAll(json);
                var out = new StringWriter();
                Main.commandLine(new Lines(out), new Lines(out)).execute(arguments.toArray(String[]::new));
                assertThat(out.toString()).contains("a").doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}&&[^\n]]");
                if (missing.isEmpty() && json.isEmpty()) {
                    assertThat(out.toString()).contains("a?[31m?b?c.jfr").contains("pitot.B?c??? 1");
                }
            }
        }
    }

    @Test
    @Timeout(60)
    void aMethodsNameTakesNoMinute() throws Exception {
        var file = folder.resolve("name.jfr");
        try (var recording = new Recording()) {
            recording.enable(NamedPhase.class).withoutThreshold();
            recording.start();
            var event = new NamedPhase();
            event.method = "(".repeat(60_000) + ")";
            event.commit();
            recording.stop();
            recording.dump(file);
        }
        assertThat(summary(file).out()).contains("(..)");
    }

    @Name("pitot.Compilation")
    static final class NamedPhase extends Event {
        long onCpu;
        String method = "";
    }

    /** JFR's reader has an InternalError for it. */
    @Test
    void aNameThatNoTypeCanHaveIsOneLine() throws Exception {
        var file = folder.resolve("type.jfr");
        var bytes = new String(Files.readAllBytes(sample), StandardCharsets.ISO_8859_1)
                .replace("pitot.ClassLoad", "pi~ot.ClassLoad");
        Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
        var outcome = summary(file);
        assertThat(outcome.status()).isOne();
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("pitot: cannot read " + file + ": the recording is damaged or cut off (");
    }
}
