package dev.pitot.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Index.atIndex;

import dev.pitot.cli.Main;
import dev.pitot.cli.terminal.CommandFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the live commands make of an answer, and of a command line. */
class HistogramViewTest {
    private static final int TEXTS = 2_003;
    private static final String PIECES = "\t\t\t :::0123456789-xé\"\\\u001b";
    private static final String ENTRY = "\\{\"interval-start\": \\d+, \"interval-end\": \\d+, \"count\": \\d+}";
    private static final String JSON = "\\{\"ts\": \"[\\d :-]{19}\", \"val_type\": \"usecs\", \"data\": \\[(?:" + ENTRY
            + "(?:, " + ENTRY + ")*)?](?:, \"disk\": \"[^\"\\\\\\p{C}]*\")?}";

    @Test
    void rowsAreAddedUpByLabel() throws Exception {
        var live = HistogramView.parse(List.of("Java\t1:2:10 63:1:9", "GC\t", "Java\t1:3:10"));
        var all = live.by(row -> true, row -> row.labels().getFirst());
        assertThat(all).containsOnlyKeys("Java", "GC");
        assertThat(all.get("Java")).hasSize(64).contains(5, atIndex(1)).contains(1, atIndex(63));
        assertThat(all.get("GC")).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Java",
                "Java\t1",
                "Java\t64:1:1",
                "Java\t-1:1:1",
                "Java\tx:1",
                "Java\t1:1",
                "Java\t1:99999999999999999999",
                "\t:"
            })
    void whatIsNotOfTheFormIsRefusedInOneLine(String line) {
        assertThatThrownBy(() -> HistogramView.parse(List.of(line)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("the agent in that JVM has another version: it answered '");
    }

    @Test
    void whateverIsAnsweredItIsRefusedOrPrinted() throws Exception {
        var random = new Random(23);
        var refused = 0;
        for (var i = 0; i < TEXTS; i++) {
            try {
                var live = HistogramView.parse(List.of(text(random), text(random)));
                for (var line : List.of(
                        "biolatency 1 -j -D",
                        "biolatency 1",
                        "runqlat 1 --by thread",
                        "cpudist 1 --kinds",
                        "runqlat 1 -m")) {
                    var printed = print(live, line);
                    assertThat(printed).doesNotContain("\u001b");
                    if (line.contains("-j")) {
                        assertThat(printed.lines().skip(1)).allMatch(json -> json.matches(JSON));
                    }
                }
            } catch (CommandFailure e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\u001b").hasSizeLessThan(140);
            }
        }
        assertThat(refused).isBetween(TEXTS / 10, TEXTS * 99 / 100);
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, PIECES.length())
                .mapToObj(at -> PIECES.substring(at, at + 1))
                .collect(Collectors.joining("", random.nextBoolean() ? "a\"\tread\tfalse\t3:" : "", ""));
    }

    @Test
    void oneForEachKeyTheOneWithTheMostTimeFirst() throws Exception {
        var live = HistogramView.parse(List.of(
                "a.A.few()\tfalse\t1:9:9",
                "a.A.much()\tfalse\t3:1:7000",
                "a.A.more()\tfalse\t3:1:8000",
                "a.A.q()\ttrue\t3:1:9000"));
        assertThat(print(live, "biolatency 1 --by span --top 2"))
                .containsSubsequence(
                        "\nspan = a.A.more()\n",
                        "4 -> 7",
                        "\nspan = a.A.much()\n",
                        "4 -> 7",
                        "\n(1 more; --top 3 prints all)\n")
                .doesNotContain("few", "a.A.q");
        assertThat(print(live, "biolatency 1 --by span -Q"))
                .contains("span = a.A.q()")
                .doesNotContain("few", "more");
        assertThat(print(live, "biolatency 1 --by span -j").lines())
                .filteredOn(line -> line.endsWith(", \"span\": \"a.A.few()\"}"))
                .hasSize(1);
    }

    @Test
    void jsonIsThatOfBcc() throws Exception {
        var live = HistogramView.parse(
                List.of("vda\tread\tfalse\t1:1:1 3:7:7", "vda\tread\ttrue\t4:7:7", "vdb\twrite\tfalse\t2:1:1"));
        assertThat(print(live, "biolatency 1 -j").replaceAll("\\d{4}-.{14}", "TS"))
                .isEqualTo("""

                        {"ts": "TS", "val_type": "usecs", "data": [{"interval-start": 0, "interval-end": 1, "count": 1}, \
                        {"interval-start": 2, "interval-end": 3, "count": 1}, {"interval-start": 4, "interval-end": 7, "count": 7}]}
                        """);
        assertThat(print(live, "biolatency 1 -j -D").lines())
                .hasSize(3)
                .last()
                .asString()
                .endsWith(", \"disk\": \"vdb\"}");
        assertThat(print(live, "biolatency 1 -j -Q").lines().skip(1))
                .singleElement()
                .asString()
                .contains("\"count\": 7}]}");
        assertThat(print(HistogramView.parse(List.of()), "biolatency 1 -j")
                        .lines()
                        .skip(1))
                .singleElement()
                .asString()
                .matches(JSON)
                .contains("\"data\": []");
    }

    @Test
    void jsonHasTheSameDigitsEverywhere() throws Exception {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(print(HistogramView.parse(List.of("vda\tread\tfalse\t3:7:7")), "biolatency 1 -j")
                            .strip())
                    .matches(JSON);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "biolatency",
                "biolatency x",
                "biolatency 1 0",
                "biolatency 1 1 0",
                "cpudist 1 -1",
                "cpudist 1 1 1 1",
                "runqlat 1 1.5",
                "runqlat -O 1",
                "cpudist -Q 1",
                "runqlat 1 99999999999",
                "biolatency --kinds 1"
            })
    void wrongUsage(String line) {
        var err = new StringWriter();
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(line.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Usage: pitot " + line.split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"biolatency", "cpudist", "runqlat"})
    void noProcess(String command) {
        var err = new StringWriter();
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(command, "99999999", "1", "1"))
                .isOne();
        assertThat(err.toString().strip()).isEqualTo("pitot: no process 99999999");
    }

    /** As the command of that line prints it. */
    private static String print(HistogramView live, String line) {
        var command = new CommandLine(
                switch (line.split(" ")[0]) {
                    case "biolatency" -> new Biolatency();
                    case "cpudist" -> new Cpudist();
                    default -> new Runqlat();
                });
        command.parseArgs(line.substring(line.indexOf(' ') + 1).split(" "));
        var out = new StringWriter();
        ((LiveCommand) command.getCommand()).print(live, new PrintWriter(out));
        return out.toString();
    }
}
