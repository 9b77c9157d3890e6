package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a kernel whose verifier refuses a program, one line says which, why, and what to send where. */
@RequiresKernel
class VerifierRefusalIT {
    /** Its result is not set: {@code exit} alone. */
    private static final byte[] REFUSED = {(byte) 0x95, 0, 0, 0, 0, 0, 0, 0};

    private static final String LINE = "the verifier refused sched_switch: R0 !read_ok";

    @TempDir
    Path directory;

    private Path jar;

    @Test
    void theLineNamesTheFileThatHasTheWholeLog() throws Exception {
        var cache = directory.toRealPath().resolve("cache");
        var options = "wait=60s,budget=off,cache=" + cache;
        jar = CompilingJar.in(directory); // whose cache has the programs, to be spoiled
        TracedJvm.of(directory)
                .jar(jar)
                .agentOptions(options)
                .record("pitot.ThreadSleep", "0 ns")
                .run(Sleeps.class);
        spoil(cache);

        var run = TracedJvm.of(directory)
                .jar(jar)
                .agentOptions(options)
                .record("pitot.ThreadSleep", "0 ns")
                .run(Sleeps.class);
        var log = cache.resolve("verifier-sched_switch.log");
        assertThat(run.exit()).isZero();
        assertThat(run.err().lines().filter(line -> line.startsWith("pitot: ")))
                .containsExactly(
                        "pitot: nothing is measured: " + LINE + "; please open an issue in Pitot's repository with "
                                + log + " and the output of java -jar pitot.jar doctor");
        assertThat(Files.readString(log)).startsWith("0: ").contains("exit", "R0 !read_ok", "processed ");

        Files.delete(log);
        assertThat(doctor(cache)).contains("sched_switch", "R0 !read_ok", log.toString());
        assertThat(log).exists();
    }

    /** Puts a program into the bundle that no verifier takes. */
    private static void spoil(Path cache) throws Exception {
        try (var files = Files.newDirectoryStream(cache, "*.bundle")) {
            for (var file : files) {
                var bundle = BundleCodec.decode(Files.readAllBytes(file), file.toString());
                var programs = bundle.programs().stream()
                        .map(program -> program.name().equals("tp__sched_switch")
                                ? new ProgramSpec(program.name(), program.attachType(), REFUSED)
                                : program)
                        .toList();
                Files.write(file, BundleCodec.encode(new Bundle(bundle.key(), bundle.maps(), programs)));
            }
        }
    }

    private String doctor(Path cache) throws IOException, InterruptedException {
        var out = directory.resolve("doctor.out");
        var doctor = new ProcessBuilder(
                        TracedJvm.JAVA.toString(),
                        "-jar",
                        jar.toString(),
                        "doctor",
                        "--json",
                        "--cache",
                        cache.toString())
                .redirectOutput(out.toFile())
                .start();
        assertThat(doctor.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(doctor.exitValue()).isEqualTo(1);
        return Files.readString(out);
    }

    static final class Sleeps {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(1);
        }
    }
}
