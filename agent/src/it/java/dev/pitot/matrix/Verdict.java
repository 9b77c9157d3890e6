package dev.pitot.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code Verdict FOLDER}: judges what a machine left in the folder, prints a line for each check, and writes them into the file
 * {@code verdict}. Exit status 1 if a check failed. What was asked for and is not there is a failure, too.
 */
final class Verdict {
    private static final Pattern TROUBLE =
            Pattern.compile("BUG:|\\bOops\\b|WARNING:|general protection|Kernel panic|soft lockup|rcu.*stall");

    private final Results results;
    private final List<Check> checks = new ArrayList<>();

    private Verdict(Results results) {
        this.results = results;
    }

    interface Judge {
        List<Check> judge(Results results, Results.Step step) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        var results = new Results(Path.of(arguments[0]));
        var verdict = new Verdict(results);
        verdict.judge();
        verdict.checks.forEach(check -> System.out.println("  " + check.line()));
        Files.write(
                results.folder().resolve("verdict"),
                verdict.checks.stream().map(Check::fields).toList());
        System.exit(verdict.checks.stream().allMatch(Check::passed) ? 0 : 1);
    }

    private void judge() throws IOException {
        if (!results.has("kernel")) {
            var why = lines("console").stream().findFirst();
            checks.add(Check.failed("boot", "the machine did not start: " + why.orElse("no message")));
            return;
        }
        step("load", Verdict::loads);
        step("doctor", (all, step) -> doctor());
        step("mixed", MixedChecks::of);
        if (results.has("helper.out")) { // not where the machine was made without root
            step("helper", MixedChecks::throughHelper);
        }
        step("torture", CrushChecks::of);
        step("canary", (all, step) -> canary());
        if (results.wants("attach")) {
            for (var command : List.of("attach", "status", "runqlat", "stop", "start")) {
                asked(
                        command,
                        (all, step) -> List.of(Check.of(
                                command,
                                !all.lines(command + ".out").isEmpty(),
                                "%.1f s",
                                step.took().toMillis() / 1000.0)));
            }
            checks.add(leftovers());
        }
        checks.add(kernelLog());
    }

    /** What a step has to show, if it ended as it should. */
    private void step(String name, Judge judge) throws IOException {
        if (results.wants(name)) {
            asked(name, judge);
        }
    }

    private void asked(String name, Judge judge) throws IOException {
        var step = results.step(name);
        if (step.isEmpty()) {
            checks.add(Check.failed(name, "did not end: the machine went down, or was not done in time"));
        } else if (step.get().status() != 0) {
            checks.add(Check.failed(name, "exit status " + step.get().status() + ": " + results.lastWords(name)));
        } else {
            checks.addAll(judged(name, judge, step.get()));
        }
    }

    private List<Check> judged(String name, Judge judge, Results.Step step) {
        try {
            return judge.judge(results, step);
        } catch (IOException | RuntimeException e) {
            return List.of(Check.failed(name, "its results cannot be read: " + e));
        }
    }

    private static List<Check> loads(Results results, Results.Step step) throws IOException {
        var lines = results.lines("load.out");
        var refused = lines.stream().filter(line -> line.startsWith("refused")).toList();
        var loaded = lines.stream().filter(line -> line.startsWith("ok")).count();
        return List.of(Check.of(
                "loads",
                refused.isEmpty() && loaded > 0,
                "%d loads, %d refused%s, %d that this kernel has no place for",
                loaded,
                refused.size(),
                refused.isEmpty() ? "" : " (" + refused.getFirst() + ")",
                lines.size() - loaded - refused.size()));
    }

    /** What is limited, but for what is so by the virtual machine: it cannot compile, and doctor's own JVM has no monitors' probes. */
    private List<Check> doctor() {
        var limits = Pattern.compile(
                        "^  (\\S.*?) +(?:limited|failed) +(.*\\R(?: {28,}+(?!fix:).*\\R)*)", Pattern.MULTILINE)
                .matcher(String.join("\n", lines("doctor.out")) + "\n")
                .results()
                .filter(limit -> !List.of("libbcc.so.0", "pitot.MonitorEnter").contains(limit.group(1)))
                .map(limit -> limit.group(1) + ": " + limit.group(2).strip().replaceAll("\\s+", " "))
                .toList();
        return List.of(Check.of("doctor", true, "%s", limits.isEmpty() ? "none" : String.join("; ", limits)));
    }

    private List<Check> canary() {
        var lines = lines("canary.out").stream()
                .filter(line -> line.startsWith("canary "))
                .toList();
        return List.of(Check.of("canary", !lines.isEmpty(), "%s", String.join("; ", lines)));
    }

    /** How many programs there were, at which time. */
    private Check leftovers() {
        Map<String, Integer> programs = new TreeMap<>();
        lines("programs").stream()
                .map(line -> line.split(" "))
                .forEach(words -> programs.put(words[1], Integer.parseInt(words[2])));
        var right = Stream.of("before", "stopped", "killed").allMatch(when -> programs.getOrDefault(when, -1) == 0)
                && Stream.of("attached", "started").allMatch(when -> programs.getOrDefault(when, 0) > 0);
        return Check.of("leaves nothing", right, "programs in the kernel: %s", programs);
    }

    private Check kernelLog() {
        var trouble = Stream.of("console", "dmesg")
                .flatMap(file -> lines(file).stream())
                .filter(line -> TROUBLE.matcher(line).find())
                .toList();
        var complete = results.has("dmesg");
        return Check.of(
                "kernel log",
                trouble.isEmpty() && complete,
                "%s",
                trouble.isEmpty() ? complete ? quiet() : "incomplete: the machine went down" : trouble.getFirst());
    }

    private String quiet() {
        return results.has("first")
                ? "quiet at the second try; the first ended with an oops at a breakpoint, as the emulation's do"
                : "quiet";
    }

    private List<String> lines(String file) {
        try {
            return results.lines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
