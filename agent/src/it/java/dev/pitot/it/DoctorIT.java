package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.Ending;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed jar's {@code doctor} as root, as nobody, and where libbcc is not. */
@RequiresKernel
class DoctorIT {
    private static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir
    private Path directory;

    private record Outcome(int status, String out, String err) {
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        JsonObject check(String name) {
            return StreamSupport.stream(json().getAsJsonArray("checks").spliterator(), false)
                    .map(check -> check.getAsJsonObject())
                    .filter(check -> check.get("name").getAsString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no check " + name + " in " + out));
        }
    }

    private Path jar = TracedJvm.JAR;

    private Outcome doctor(List<String> through, List<String> jvm, String... arguments) throws Exception {
        var command = new ArrayList<>(through);
        command.add(TracedJvm.JAVA.toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString(), "doctor"));
        command.addAll(List.of(arguments));
        var out = directory.resolve("doctor.out");
        var err = directory.resolve("doctor.err");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void asRootItTriesARecordingAndItWorks() throws Exception {
        var outcome = doctor(List.of(), List.of("-XX:+DTraceMonitorProbes"));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).endsWith("\n\nRecording works.\n").contains("bytes came from the kernel");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(outcome.status()).isZero();
    }

    @Test
    void jsonIsTheSame() throws Exception {
        var outcome = doctor(List.of(), List.of(), "--json");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.json().get("works").getAsBoolean()).isTrue();
        assertThat(outcome.check("sched_switch").get("state").getAsString()).isEqualTo("ok");
        assertThat(outcome.check("pitot.ClassLoad").get("found").getAsString()).contains("sites in libjvm");
        assertThat(outcome.check("pitot.MonitorEnter").get("fix").getAsString()).contains("-XX:+DTraceMonitorProbes");
        assertThat(outcome.check("compiled programs").get("found").getAsString())
                .isEqualTo("in the jar, for every kernel");
        assertThat(outcome.check("records").get("state").getAsString()).isEqualTo("ok");
    }

    @Test
    void withoutAttachingNothingIsTried() throws Exception {
        var outcome = doctor(List.of(), List.of(), "--json", "--no-attach");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.check("attach").get("found").getAsString()).contains("because of --no-attach");
        assertThat(outcome.check("uprobe_multi").get("state").getAsString()).isEqualTo("ok");
        assertThat(outcome.check("pitot.BlockIo").get("state").getAsString()).isEqualTo("ok");
    }

    @Test
    void asNobodyItSaysWhichCapabilitiesAreMissing() throws Exception {
        var outcome = doctor(NOBODY, List.of());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("capabilities +FAILED +uid 65534 lacks CAP_BPF and CAP_PERFMON\n")
                .contains("setpriv")
                .endsWith("Recording does not work: 1 check failed.\n");
    }

    @Test
    void theTwoCapabilitiesAreEnough() throws Exception {
        var through = new ArrayList<>(NOBODY);
        through.addAll(List.of("--inh-caps=+bpf,+perfmon", "--ambient-caps=+bpf,+perfmon"));
        var cache = Files.createTempDirectory(Path.of("/var/tmp"), "pitot-doctor");
        Files.setAttribute(cache, "unix:uid", 65534);
        try {
            var outcome = doctor(through, List.of(), "--cache", cache.toString());
            assertThat(outcome.out())
                    .contains("uid 65534 has CAP_BPF, CAP_PERFMON")
                    .contains("Recording works");
            assertThat(outcome.out())
                    .containsPattern("programs +ok +\\d+ programs from the jar, fitted to this kernel in \\d+ ms");
            assertThat(outcome.status()).isZero();
        } finally {
            try (var files = Files.list(cache)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(cache);
        }
    }

    /** In a mount namespace of its own, where the files are empty. */
    private static final List<String> WITHOUT_LIBBCC = List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "for f in $(ldconfig -p | sed -n 's/.*libbcc.*=> //p'); do mount --bind /dev/null $(readlink -f $f);"
                    + " done; exec \"$@\"",
            "sh");

    @Test
    void libbccIsNotNeededWhereTheJarHasPrograms() throws Exception {
        var outcome = doctor(
                WITHOUT_LIBBCC, List.of(), "--cache", directory.resolve("cache").toString());
        assertThat(outcome.out()).doesNotContain("libbcc").contains("\nRecording works");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void whereLibbccIsMissingItNamesThePackage() throws Exception {
        jar = CompilingJar.in(directory);
        var outcome = doctor(
                WITHOUT_LIBBCC, List.of(), "--cache", directory.resolve("cache").toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).containsPattern("libbcc.so.0 +FAILED").contains("fix: install the package libbpfcc");
    }

    @Test
    void whereLibbccIsMissingWhatWasCompiledIsUsed() throws Exception {
        jar = CompilingJar.in(directory);
        var cache = directory.resolve("cache").toString();
        assertThat(doctor(List.of(), List.of(), "--cache", cache).status()).isZero();
        var outcome = doctor(WITHOUT_LIBBCC, List.of(), "--json", "--cache", cache);
        assertThat(outcome.check("libbcc.so.0").get("state").getAsString()).isEqualTo("limited");
        assertThat(outcome.check("programs").get("found").getAsString()).contains(" programs from the cache in ");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void capabilitiesOfAUserNamespaceDoNotCount() throws Exception {
        var outcome = doctor(List.of("unshare", "--map-root-user"), List.of(), "--json");
        assertThat(outcome.check("user namespace").get("state").getAsString()).isEqualTo("failed");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void aCacheThatOthersCanWriteIsNotUsed() throws Exception {
        jar = CompilingJar.in(directory);
        var cache = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        var outcome = doctor(List.of(), List.of(), "--json", "--cache", cache.toString());
        assertThat(outcome.check("cache folder").get("found").getAsString()).contains("is writable by others");
        assertThat(outcome.check("cache folder").get("fix").getAsString()).contains("mode 0700");
        assertThat(outcome.status()).isZero();
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void anotherJvmIsJudgedByItsOwnLibraryFlagsAndCapabilities() throws Exception {
        var command = new ArrayList<>(NOBODY);
        command.addAll(List.of(
                TracedJvm.JAVA.toString(),
                "-XX:+DTraceMonitorProbes",
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName()));
        var target = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(target.inputReader().readLine()).isEqualTo("ready");
            var outcome = doctor(List.of(), List.of(), "--json", Long.toString(target.pid()));
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.json().get("pid").getAsLong()).isEqualTo(target.pid());
            assertThat(outcome.check("capabilities").get("found").getAsString())
                    .isEqualTo("uid 65534 lacks CAP_BPF and CAP_PERFMON");
            assertThat(outcome.check("pitot.MonitorEnter").get("state").getAsString())
                    .isEqualTo("ok");
        } finally {
            Ending.of(target);
        }
    }

    @Test
    void wrongUsageIsTwoAndNoSuchProcessIsOne() throws Exception {
        assertThat(doctor(List.of(), List.of(), "--nonsense").status()).isEqualTo(2);
        var outcome = doctor(List.of(), List.of(), "4194303999");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo("pitot: no process 4194303999\n");
    }

    /** Does nothing until it is killed. */
    static final class Waiting {
        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            Thread.sleep(600_000);
        }
    }
}
