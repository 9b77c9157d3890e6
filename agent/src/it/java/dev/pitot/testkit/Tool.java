package dev.pitot.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Another program, run to its end. */
public final class Tool {
    private Tool() {}

    /** What it printed, to stdout and stderr. Fails when it fails. */
    public static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
