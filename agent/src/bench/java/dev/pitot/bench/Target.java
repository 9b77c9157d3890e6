package dev.pitot.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM that does as it is told by lines and answers each by one. */
final class Target implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    Target(List<String> options, Class<?> program) throws IOException {
        process = Jvm.builder(options, program)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = process.inputReader();
        orders = new PrintStream(process.getOutputStream(), true);
    }

    long pid() {
        return process.pid();
    }

    /** The answer; a JVM that does not give it in time is ended, and so is the measurement. */
    String ask(String order) throws Exception {
        orders.println(order);
        var answer = CompletableFuture.supplyAsync(this::line).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer.isEmpty()) {
            throw new IOException("the JVM ended at: " + order);
        }
        return answer;
    }

    private String line() {
        try {
            var line = answers.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
