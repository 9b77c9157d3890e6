package dev.pitot.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code JdkTable RESULTS PAGE}: writes docs/jdks.md from the verdicts. */
final class JdkTable {
    /** A column of the table, and the checks that it shows. */
    private record Column(String title, boolean counts, List<String> features) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("compiles", false, List.of("doctor", "compiles")),
            new Column("class loads", true, List.of("mixed", "class loads")),
            new Column("reads", true, List.of("mixed", "reads")),
            new Column("sleeps, parks, collections", false, List.of("mixed", "sleeps", "parks", "collections")),
            new Column("bills that are off", true, List.of("mixed", "bills")),
            new Column("histograms", false, List.of("mixed", "block rows", "wait rows", "running rows")),
            new Column("no warnings", false, List.of("mixed quiet", "steady quiet")),
            new Column("commands", false, List.of("status", "runqlat", "stop", "start")),
            new Column("answer to `jcmd`", false, List.of("jcmd")),
            new Column("older threads' names", false, List.of("dump", "older threads")));

    /** The results of one JDK with programs compiled by one libbcc. */
    private record Row(String jdk, String libbcc, String kernel, LocalDate date, List<Check> checks) {
        static Row of(Path folder) {
            try {
                var verdict = folder.resolve("verdict");
                return new Row(
                        Files.readString(folder.resolve("jdk")).strip(),
                        Files.readString(folder.resolve("libbcc")).strip(),
                        Files.readString(folder.resolve("kernel")).strip(),
                        LocalDate.ofInstant(Files.getLastModifiedTime(verdict).toInstant(), ZoneOffset.UTC),
                        Files.readAllLines(verdict).stream().map(Check::parse).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String cells() {
            return Stream.concat(Stream.of(jdk, libbcc), COLUMNS.stream().map(this::cell))
                    .collect(Collectors.joining(" | ", "| ", " |\n"));
        }

        private String cell(Column column) {
            var mine = checks.stream()
                    .filter(check -> column.features().contains(check.feature()))
                    .toList();
            if (mine.isEmpty()) {
                return "–";
            }
            var failed = mine.stream().filter(check -> !check.passed()).findFirst();
            return failed.map(check -> "**no**: " + check.text())
                    .orElse(column.counts() ? count(mine.getLast()) : "yes");
        }

        /** Returns the first three words of a text, such as "137 of 137". */
        private static String count(Check check) {
            return Stream.of(check.text().split(" ")).limit(3).collect(Collectors.joining(" "));
        }
    }

    private JdkTable() {}

    public static void main(String[] arguments) throws IOException {
        try (var folders = Files.list(Path.of(arguments[0]))) {
            var rows = folders.filter(folder -> Files.exists(folder.resolve("verdict")))
                    .map(Row::of)
                    .sorted(Comparator.comparing(Row::jdk).thenComparing(Row::libbcc))
                    .toList();
            Files.writeString(Path.of(arguments[1]), page(rows));
        }
    }

    private static String page(List<Row> rows) {
        return """
                # JDKs and libbcc

                `make test-jdks` runs Pitot with these JDKs, each with the programs that these versions of libbcc compiled, and
                writes this page. Last run: %s, Linux %s, x86-64. Other JDKs were not tried. "Debian" is Debian's OpenJDK.

                %s
                - **compiles**: the compiler child runs in this JDK, with the libbcc of its own system. The programs of the other
                  rows were compiled elsewhere.
                - **class loads, reads**: %d generated classes give %d events, %d direct reads give %d.
                - **bills that are off**: bills that do not add up to their duration, to the nanosecond.
                - **histograms**: their rows have the same counts and times as the single events.
                - **no warnings**: neither Pitot nor the JDK printed a warning.
                - **commands**: `status`, `runqlat`, `stop` and `start` work on a running JVM.
                - **answer to `jcmd`**: `jcmd PID JVMTI.agent_load` prints Pitot's answer.
                - **older threads' names**: Pitot names threads that started before the agent.

                [Requirements](requirements.md) lists the JDK internals that Pitot uses.
                """.formatted(
                        rows.stream()
                                .map(Row::date)
                                .max(Comparator.naturalOrder())
                                .map(LocalDate::toString)
                                .orElse("never"),
                        rows.stream().map(Row::kernel).distinct().collect(Collectors.joining(", ")),
                        table(rows),
                        Mixed.LOADS,
                        Mixed.LOADS,
                        Mixed.READS,
                        Mixed.READS);
    }

    private static String table(List<Row> rows) {
        var titles = Stream.concat(Stream.of("JDK", "libbcc"), COLUMNS.stream().map(Column::title))
                .toList();
        return "| " + String.join(" | ", titles) + " |\n" + "|---".repeat(titles.size()) + "|\n"
                + rows.stream().map(Row::cells).collect(Collectors.joining());
    }
}
