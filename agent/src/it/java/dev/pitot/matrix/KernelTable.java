package dev.pitot.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code KernelTable RESULTS PAGE EMULATOR LIBBCC}: writes docs/kernels.md from the verdicts. */
final class KernelTable {
    /** A column of the table, and the checks that it shows. */
    private record Column(String title, List<String> features) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("programs load", List.of("loads")),
            new Column("class loads", List.of("class loads")),
            new Column("reads", List.of("reads")),
            new Column("bills", List.of("bills")),
            new Column("helper", List.of("helper")),
            new Column("histograms", List.of("block rows", "wait rows", "running rows")),
            new Column("torture", List.of("torture", "torture bills", "torture counts")),
            new Column("commands", List.of("attach", "status", "runqlat", "stop", "start")),
            new Column("nothing left", List.of("leaves nothing")),
            new Column("kernel log", List.of("kernel log")));

    /** The results of one kernel. */
    private record Row(String kernel, List<Check> checks) {
        static Row of(Path folder) {
            try {
                var checks = Files.readAllLines(folder.resolve("verdict")).stream()
                        .map(Check::parse)
                        .toList();
                return new Row(folder.getFileName().toString().replace("-cloud-amd64", ""), checks);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        String cell(Column column) {
            var checks = checks().stream()
                    .filter(check -> column.features().contains(check.feature()))
                    .toList();
            if (checks.isEmpty()) {
                return "–";
            }
            return checks.stream().allMatch(Check::passed) ? "yes" : "**no**";
        }

        String text(String feature) {
            return checks.stream()
                    .filter(check -> check.feature().equals(feature))
                    .map(Check::text)
                    .findFirst()
                    .orElse("–");
        }
    }

    private KernelTable() {}

    public static void main(String[] arguments) throws IOException {
        try (var folders = Files.list(Path.of(arguments[0]))) {
            var rows = folders.filter(folder -> Files.exists(folder.resolve("verdict")))
                    .map(Row::of)
                    .sorted((a, b) -> Runtime.Version.parse(number(a)).compareTo(Runtime.Version.parse(number(b))))
                    .toList();
            Files.writeString(Path.of(arguments[1]), page(rows, arguments[2], arguments[3]));
        }
    }

    /** Returns the kernel's version in the form of Java's, which compare number by number. */
    private static String number(Row row) {
        return row.kernel().replaceAll("^([0-9.]+[0-9]).*", "$1").replaceAll("(\\.0)+$", "");
    }

    private static String page(List<Row> rows, String emulator, String libbcc) {
        return """
                # Kernels

                `make test-kernels` boots these Debian kernels and runs Pitot on each. `build/kernels.sh --table`
                writes this page from the results. Last run: %s, %s with two emulated CPUs and no hardware virtualization,
                JDK %s, programs compiled by libbcc %s. Other kernels were not tried.

                %s
                - **programs load**: the verifier accepts each program on its own, for each way of attaching it.
                - **class loads, reads**: %d generated classes give %d events, %d direct reads give %d.
                - **bills**: the four parts of each bill add up to its duration, to the nanosecond.
                - **histograms**: their rows have the same counts and times as the single events.
                - **torture**: 24 threads hit the same probes on two CPUs. All bills add up. `pitot.DataLoss` counts each missing
                  event.
                - **commands**: `attach`, `status`, `runqlat`, `stop` and `start` work.
                - **nothing left**: no program remains in the kernel after `stop` or after `kill -9`.
                - **kernel log**: it has no oops and no warning.

                ## How the programs are attached

                %s
                ## Preemption

                Since Linux 6.13 a program at a uprobe has one stack per CPU and can be preempted. The next thread that runs the
                program on that CPU overwrites the stack. Pitot disables preemption in its program where the kernel allows it. A
                small test program shows how often its stack was overwritten, bare and with preemption disabled (guarded).

                %s""".formatted(
                        LocalDate.now(),
                        emulator,
                        Runtime.version(),
                        libbcc,
                        table(rows),
                        Mixed.LOADS,
                        Mixed.LOADS,
                        Mixed.READS,
                        Mixed.READS,
                        ways(rows),
                        canaries(rows));
    }

    private static String table(List<Row> rows) {
        var titles = new ArrayList<>(List.of("kernel"));
        COLUMNS.forEach(column -> titles.add(column.title()));
        return table(
                titles,
                rows.stream()
                        .map(row -> Stream.concat(
                                        Stream.of(row.kernel()),
                                        COLUMNS.stream().map(row::cell))
                                .toList())
                        .toList());
    }

    private static String ways(List<Row> rows) {
        return table(
                List.of("kernel", "probes in libjvm", "block requests", "limits, as `doctor` says"),
                rows.stream()
                        .map(row ->
                                List.of(row.kernel(), row.text("phases"), row.text("block I/O"), row.text("doctor")))
                        .toList());
    }

    private static String canaries(List<Row> rows) {
        return table(
                List.of("kernel", "overwritten"),
                rows.stream()
                        .map(row -> List.of(row.kernel(), row.text("canary").replace("canary ", "")))
                        .toList());
    }

    private static String table(List<String> titles, List<List<String>> rows) {
        return Stream.concat(
                        Stream.of(titles, titles.stream().map(title -> "---").toList()), rows.stream())
                .map(cells -> cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }
}
