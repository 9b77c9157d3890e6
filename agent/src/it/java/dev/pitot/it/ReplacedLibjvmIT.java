package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JDK that is upgraded under its running JVM: probes go into the libjvm that is mapped, not into the one at its path. */
@RequiresKernel
class ReplacedLibjvmIT {
    private static final int SLEEPS = 5;

    @TempDir
    Path directory;

    private Path java;
    private Path libjvm;

    /** A JDK whose large files are links, but for the launcher, which looks for its home from where it is, and libjvm. */
    @BeforeEach
    void copyJdk() throws Exception {
        PublicCopy.readable(directory);
        var home = TracedJvm.JAVA.getParent().getParent();
        var copy = directory.resolve("jdk");
        Tool.run("cp", "-rs", home.toRealPath().toString(), copy.toString());
        java = copy.resolve("bin/java");
        libjvm = copy.resolve("lib/server/libjvm.so");
        for (var file : List.of(java, libjvm)) {
            Tool.run(
                    "cp",
                    "--remove-destination",
                    "-L",
                    home.resolve(copy.relativize(file)).toString(),
                    file.toString());
        }
    }

    @Test
    void beforeTheFirstRecording() throws Exception {
        try (var jvm = start()) {
            replace();
            record(jvm, "first");
            assertEnd(jvm);
        }
    }

    @Test
    void betweenTwoRecordings() throws Exception {
        try (var jvm = start()) {
            record(jvm, "first");
            replace();
            record(jvm, "second");
            assertEnd(jvm);
        }
    }

    /** Other phases are wanted meanwhile, so that all sites are attached anew. */
    @Test
    void duringARecording() throws Exception {
        try (var jvm = start()) {
            jvm.ask("start first", "started first");
            replace();
            record(jvm, "second");
            jvm.ask("stop first", "stopped first");
            record(jvm, "third");
            assertEnd(jvm);
        }
    }

    @Test
    void renamed() throws Exception {
        try (var jvm = start()) {
            Files.move(libjvm, libjvm.resolveSibling("libjvm.so.old"));
            Files.copy(libjvm.resolveSibling("libjvm.so.old"), libjvm);
            record(jvm, "first");
            assertEnd(jvm);
        }
    }

    /** Who may not look at what is mapped has all that needs no libjvm, and is told why there is no more. */
    @Test
    void withoutTheCapabilityToLook() throws Exception {
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve("mine")));
        var copy = PublicCopy.in(Files.createDirectory(directory.resolve("public")));
        var cache = Files.createDirectory(directory.resolve("cache"));
        Tool.run("chown", "65534", cache.toString());
        var file = mine.resolve("first.jfr");
        try (var jvm = TracedJvm.of(mine)
                .from(copy)
                .java(java)
                .agentOptions("wait=60s,budget=off,cache=" + cache)
                .through(DegradedEnvironments.nobodyWithBpf())
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            replace();
            jvm.ask("start first", "started first");
            jvm.ask("early " + SLEEPS, "early done");
            jvm.ask("stop first " + file, "stopped first");
            jvm.tell("exit 0");
            assertThat(jvm.await().err().lines())
                    .singleElement()
                    .asString()
                    .matches("pitot: pitot.ClassLoad, .* are not measured: opening " + libjvm
                            + ", which was replaced under this JVM, is not permitted; restart the JVM, .*");
        }
        assertThat(RecordingFile.readAllEvents(file))
                .extracting(event -> event.getEventType().getName())
                .contains("pitot.ThreadCpu", "pitot.OnCpuTime")
                .doesNotContain("pitot.ThreadSleep");
    }

    private TracedJvm.Running start() throws Exception {
        var jvm = TracedJvm.of(directory).java(java).start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    /** As a package manager does: another file, moved to the same path. */
    private void replace() throws Exception {
        var other = libjvm.resolveSibling("other");
        Files.copy(libjvm, other);
        Files.move(other, libjvm, StandardCopyOption.ATOMIC_MOVE);
    }

    private void record(TracedJvm.Running jvm, String name) throws Exception {
        var file = directory.resolve(name + ".jfr");
        jvm.ask("cycle " + file + " " + SLEEPS, "cycled " + file.getFileName());
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                .filteredOn(event -> event.getString("osThreadName").equals("main"))
                .as(name)
                .hasSize(SLEEPS);
    }

    private static void assertEnd(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        assertThat(jvm.await().err()).isEmpty();
    }
}
