package dev.pitot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One run of the Kafka sample.
 *
 * @param cpuMicros CPU time of the whole process for a message, while the load lasted
 * @param reported what the recording says of Pitot in that time
 */
record KafkaRun(double perSecond, double cpuMicros, ReportedCost reported) {
    private static final Path SAMPLE = Path.of(System.getProperty("pitot.kafka", "samples/kafka/target"));
    private static final int MESSAGES = Integer.getInteger("pitot.bench.messages", 2_000_000);
    private static final long PATIENCE_SECONDS = 600;

    /** As the sample prints it: messages, seconds, when it began, CPU seconds. */
    private static final Pattern LINE =
            Pattern.compile("load: (\\d+) messages in ([\\d.]+) s from (\\S+): .* ([\\d.]+) s of CPU time");

    static KafkaRun without(Path folder) throws Exception {
        return run(folder, List.of(), "settings=default");
    }

    static KafkaRun with(Path folder, Path settings) throws Exception {
        return run(folder, List.of("-javaagent:" + Jvm.JAR), "settings=default,settings=" + settings);
    }

    /** The file for recordings that are always on, as the command writes it; only that one. */
    static Path settings(Path folder) throws Exception {
        var command = List.of(Jvm.JAVA.toString(), "-jar", Jvm.JAR.toString(), "templates", folder.toString());
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("no settings: " + command);
        }
        Files.delete(folder.resolve("pitot-profile.jfc"));
        return folder.resolve("pitot.jfc");
    }

    /** Once more if it failed: now and then the producer and the broker disagree on a sequence number from the start on. */
    private static KafkaRun run(Path folder, List<String> agent, String settings) throws Exception {
        try {
            return once(folder, agent, settings);
        } catch (IOException e) {
            System.err.println("a run that failed is repeated: "
                    + e.getMessage().lines().findFirst().orElse(""));
            return once(folder, agent, settings);
        }
    }

    private static KafkaRun once(Path folder, List<String> agent, String settings) throws Exception {
        var recording = folder.resolve("run.jfr");
        var data = Files.createTempDirectory(SAMPLE, "data-"); // not in /tmp, which is memory on many machines
        try {
            return parse(output(command(agent, settings, recording, data)), recording);
        } finally {
            Files.deleteIfExists(recording);
            delete(data);
        }
    }

    private static List<String> command(List<String> agent, String settings, Path recording, Path data) {
        var command = new ArrayList<>(List.of(Jvm.JAVA.toString()));
        command.addAll(agent);
        command.addAll(List.of(
                "-XX:StartFlightRecording=" + settings + ",filename=" + recording,
                "-Xlog:jfr+startup=error",
                "-Xms1g",
                "-Xmx1g",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                SAMPLE.resolve("classes") + ":" + SAMPLE.resolve("lib") + "/*",
                "dev.pitot.samples.kafka.KafkaThroughput",
                data.toString(),
                String.valueOf(MESSAGES)));
        return command;
    }

    private static List<String> output(List<String> command) throws Exception {
        var out = Files.createTempFile("kafka", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return Files.readAllLines(out);
        } finally {
            Files.delete(out);
        }
    }

    private static KafkaRun parse(List<String> output, Path recording) throws IOException {
        for (var line : output) {
            if (line.contains("Exiting before consuming")) {
                break; // messages that expired: its time is that of a timeout
            }
            var match = LINE.matcher(line);
            if (match.matches()) {
                var messages = Double.parseDouble(match.group(1));
                var seconds = Double.parseDouble(match.group(2));
                var cpu = Double.parseDouble(match.group(4));
                var reported = ReportedCost.of(recording, Instant.parse(match.group(3)));
                return new KafkaRun(messages / seconds, cpu * 1e6 / messages, reported);
            }
        }
        throw new IOException("the sample failed:\n" + String.join("\n", output));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(KafkaRun::remove);
        }
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
