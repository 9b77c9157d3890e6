package dev.pitot.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The folder with what one machine left: of each step what it printed, how it ended and how long it took. */
record Results(Path folder) {
    /** How a step ended. */
    record Step(String name, int status, Duration took) {
        static Step parse(String line) {
            var words = line.split(" ");
            return new Step(words[0], Integer.parseInt(words[1]), Duration.ofMillis((long)
                    (1000 * Double.parseDouble(words[2]))));
        }
    }

    /** Empty when it was not run, or the machine went down in it. */
    Optional<Step> step(String name) throws IOException {
        return lines("steps").stream()
                .map(Step::parse)
                .filter(step -> step.name().equals(name))
                .findFirst();
    }

    /** Whether a step was asked for. */
    boolean wants(String name) throws IOException {
        var wanted = List.of(lines("wanted").getFirst().split(","));
        return wanted.contains(name) || wanted.contains("all");
    }

    boolean has(String file) {
        return Files.exists(folder.resolve(file));
    }

    /** None of a file that is not there. */
    List<String> lines(String file) throws IOException {
        // Not strictly UTF-8: a machine that goes down may leave anything on its console.
        return has(file)
                ? new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }

    Path recording(String step) {
        return folder.resolve(step + ".jfr");
    }

    /** What a step had to say when it failed. */
    String lastWords(String step) throws IOException {
        var words = lines(step + ".err");
        return words.isEmpty() ? "no message" : words.getLast();
    }
}
