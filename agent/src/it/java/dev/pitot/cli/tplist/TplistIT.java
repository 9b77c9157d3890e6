package dev.pitot.cli.tplist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Requirement;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packed jar's {@code tplist} against BCC's, on every installed JDK that has probes. */
@RequiresKernel
class TplistIT {
    private static final String BCC = "tplist-bpfcc";

    @TempDir
    static Path directory;

    @BeforeAll
    static void lookForBcc() {
        Requirement.that(
                Files.isExecutable(Path.of("/usr/sbin", BCC)), BCC + " is missing: apt-get install bpfcc-tools");
    }

    static List<Path> homes() throws IOException {
        try (var homes = Files.list(Path.of("/usr/lib/jvm"))) {
            var found = homes.filter(Files::isDirectory)
                    .filter(home -> !Files.isSymbolicLink(home))
                    .filter(home -> Files.isReadable(libjvm(home)) && hasProbes(libjvm(home)))
                    .sorted()
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void aLibraryIsListedAsBccListsIt(Path home) throws Exception {
        var libjvm = libjvm(home).toString();
        assertThat(bcc("-l", libjvm)).hasSizeGreaterThan(400).isEqualTo(pitot("tplist", "-l", libjvm));
        assertThat(bcc("-l", libjvm, "hotspot:[gm]*"))
                .isNotEmpty()
                .isEqualTo(pitot("tplist", "-l", libjvm, "hotspot:[gm]*"));
    }

    @Test
    void aLibraryIsFoundByNameAsBccFindsIt() throws Exception {
        assertThat(bcc("-l", "stdc++")).isNotEmpty().isEqualTo(pitot("tplist", "-l", "stdc++"));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void aProcessIsListedAsBccListsIt(Path home) throws Exception {
        try (var target = new Target(home)) {
            assertThat(bcc("-p", target.pid())).hasSizeGreaterThan(400).isEqualTo(pitot("tplist", "-p", target.pid()));
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void theJvmSaysWhichProbesCanFireInIt(Path home) throws Exception {
        try (var target = new Target(home, "-XX:+DTraceMonitorProbes")) {
            assertThat(pitot("tplist", "-v", "-p", target.pid(), "hotspot:monitor__wait"))
                    .contains("  fires in this JVM (says VM.flags)");
            assertThat(pitot("tplist", "-v", "-p", target.pid(), "hotspot:object__alloc"))
                    .contains("  silent in this JVM (says VM.flags): launch it with -XX:+DTraceAllocProbes");
        }
    }

    @Test
    void aJvmThatDoesNotAnswerIsJudgedByItsCommandLine() throws Exception {
        try (var target = new Target(homes().getFirst(), "-XX:+DisableAttachMechanism", "-XX:+DTraceAllocProbes")) {
            assertThat(pitot("tplist", "-v", "-p", target.pid(), "hotspot:object__alloc"))
                    .contains("  fires in this JVM (says its command line)");
        }
    }

    @Test
    void probesOfADeletedFileAreListed() throws Exception {
        var home = homes().getLast();
        var copy = directory.resolve("copy");
        assertThat(run(List.of("cp", "-a", home.toString(), copy.toString()))).isEmpty();
        try (var target = new Target(copy)) {
            Files.delete(libjvm(copy));
            var listed = pitot("tplist", "-p", target.pid(), "hotspot:gc__begin");
            assertThat(listed).singleElement().asString().startsWith("/proc/" + target.pid() + "/map_files/");
        }
    }

    @Test
    void theVersionIsThatOfTheJar() throws Exception {
        assertThat(pitot("--version")).singleElement().asString().matches("pitot \\d+\\.\\d+.*");
    }

    private static Path libjvm(Path home) {
        return home.resolve("lib/server/libjvm.so");
    }

    private static boolean hasProbes(Path libjvm) {
        try (var file = UsdtFile.open(libjvm)) {
            return !file.probes().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> bcc(String... arguments) throws Exception {
        // Some versions print Python's bytes as b'text'.
        return run(command(List.of(BCC), arguments)).stream()
                .map(line -> line.replaceAll("b'([^']*)'", "$1"))
                .toList();
    }

    private static List<String> pitot(String... arguments) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        return run(command(List.of(java, "-jar", System.getProperty("pitot.jar")), arguments));
    }

    private static List<String> command(List<String> program, String... arguments) {
        var command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> run(List<String> command) throws Exception {
        var errors = directory.resolve("errors");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var lines = process.inputReader().lines().toList();
        assertThat(process.waitFor())
                .as("%s: %s", command, Files.readString(errors))
                .isZero();
        assertThat(errors).as("errors of %s", command).isEmptyFile();
        return lines;
    }

    /** A JVM that does nothing, of a home and with flags, until it is closed. */
    private static final class Target implements AutoCloseable {
        private final Process process;

        Target(Path home, String... flags) throws IOException {
            var source = Files.writeString(directory.resolve("Idle.java"), """
                    class Idle {
                        public static void main(String[] args) throws Exception {
                            System.out.println("ready");
                            Thread.sleep(600_000);
                        }
                    }
                    """);
            var launch = command(List.of(home.resolve("bin/java").toString()), flags);
            launch.add(source.toString());
            process = new ProcessBuilder(launch)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }

        String pid() {
            return Long.toString(process.pid());
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
