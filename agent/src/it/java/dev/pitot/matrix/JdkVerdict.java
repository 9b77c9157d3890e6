package dev.pitot.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;

/**
 * {@code JdkVerdict FOLDER}: judges what {@code build/jdks/inside.sh} left in the folder, prints a line for each check, and writes them
 * into the file {@code verdict}. Exit status 1 if a check failed. What was asked for and is not there is a failure, too.
 */
final class JdkVerdict {
    private static final Pattern COMPILED = Pattern.compile("compiled in (\\d+) ms");
    private static final Pattern UNWELCOME = Pattern.compile("pitot: |WARNING: ");

    private final Results results;

    private JdkVerdict(Results results) {
        this.results = results;
    }

    private interface Judge {
        List<Check> judge(Results.Step step) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        var results = new Results(Path.of(arguments[0]));
        var checks = new JdkVerdict(results).judge();
        checks.forEach(check -> System.out.println("  " + check.line()));
        Files.write(
                results.folder().resolve("verdict"),
                checks.stream().map(Check::fields).toList());
        System.exit(checks.stream().allMatch(Check::passed) ? 0 : 1);
    }

    private List<Check> judge() throws IOException {
        var checks = new ArrayList<Check>();
        if (results.wants("doctor")) {
            checks.addAll(step("doctor", step -> List.of(compiled())));
        }
        checks.addAll(step("mixed", step -> MixedChecks.of(results, step)));
        checks.add(quiet("mixed"));
        if (results.wants("commands")) {
            checks.addAll(step("jcmd", step -> List.of(answer("jcmd"))));
            checks.addAll(step("status", step -> List.of(answer("status"))));
            for (var command : List.of("runqlat", "stop", "start")) {
                checks.addAll(step(command, step -> List.of(new Check(command, true, "done"))));
            }
            checks.addAll(step("dump", step -> List.of(olderThreads())));
            checks.add(quiet("steady"));
        }
        return checks;
    }

    private List<Check> step(String name, Judge judge) throws IOException {
        var step = results.step(name);
        if (step.isEmpty()) {
            return List.of(Check.failed(name, "was not run"));
        }
        if (step.get().status() != 0) {
            return List.of(Check.failed(name, "exit status " + step.get().status() + ": " + results.lastWords(name)));
        }
        try {
            return judge.judge(step.get());
        } catch (IOException | RuntimeException e) {
            return List.of(Check.failed(name, "its results cannot be read: " + e));
        }
    }

    /** By the libbcc of the JDK's own system, and by that JDK. */
    private Check compiled() throws IOException {
        var took = results.lines("doctor.out").stream()
                .map(COMPILED::matcher)
                .filter(match -> match.find())
                .map(match -> match.group(1))
                .findFirst();
        return Check.of(
                "compiles", took.isPresent(), "%s", took.map(ms -> ms + " ms").orElse("doctor does not say so"));
    }

    /** Neither Pitot nor the JDK has anything to complain of. */
    private Check quiet(String name) throws IOException {
        var lines = results.lines(name + ".err").stream()
                .filter(line -> UNWELCOME.matcher(line).lookingAt())
                .toList();
        var there = results.has(name + ".err");
        return Check.of(
                name + " quiet",
                lines.isEmpty() && there,
                "%s",
                lines.isEmpty() ? there ? "no warnings" : "was not run" : lines.getFirst());
    }

    private Check answer(String command) throws IOException {
        var answer = results.lines(command + ".out").stream()
                .filter(line -> line.startsWith("pitot ") && line.contains(": attached since "))
                .findFirst();
        return Check.of(command, answer.isPresent(), "%s", answer.orElse("no answer that it is attached"));
    }

    /** Threads that were there before the agent came: only a look at the live threads tells who they are. */
    private Check olderThreads() throws IOException {
        var sleeps = RecordingFile.readAllEvents(results.recording("steady")).stream()
                .filter(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                .toList();
        var known = sleeps.stream()
                .flatMap(event -> Stream.ofNullable(event.getThread()))
                .filter(thread -> "main".equals(thread.getJavaName()) && thread.getJavaThreadId() > 0)
                .count();
        return Check.of(
                "older threads",
                known == sleeps.size() && known > 0,
                "%d of %d sleeps have their thread",
                known,
                sleeps.size());
    }
}
