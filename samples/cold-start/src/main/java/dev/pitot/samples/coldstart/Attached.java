package dev.pitot.samples.coldstart;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits until Pitot's probes are in place. They are attached beside the application, which never waits for them; here
 * the first class loads are what is to be seen. The kernel shows them as descriptors of this process.
 */
final class Attached {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofMillis(500);

    private Attached() {}

    static void await() throws InterruptedException, IOException {
        var arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
        if (arguments.stream().anyMatch(argument -> argument.startsWith("-javaagent:")) && !steady()) {
            System.out.println("No probes after " + PATIENCE.toSeconds() + " s: starting without them.");
        }
    }

    /** Whether there are any, once their number has not changed for a while. */
    private static boolean steady() throws InterruptedException, IOException {
        var deadline = Instant.now().plus(PATIENCE);
        var count = 0L;
        var since = Instant.now();
        while (Instant.now().isBefore(deadline)
                && (count == 0 || since.plus(STEADY).isAfter(Instant.now()))) {
            var now = count();
            if (now != count) {
                count = now;
                since = Instant.now();
            }
            Thread.sleep(100);
        }
        return count > 0;
    }

    /** Programs, maps and links, which are named like "anon_inode:bpf_link" and "anon_inode:bpf-prog". */
    private static long count() throws IOException {
        try (var descriptors = Files.list(DESCRIPTORS)) {
            return descriptors
                    .map(Attached::target)
                    .filter(target -> target.startsWith("anon_inode:") && target.contains("bpf"))
                    .count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
