package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a JVM ends: nothing of it stays, in the kernel or on disk, and its end is not delayed. */
@RequiresKernel
class NothingLeftIT {
    @TempDir
    Path directory;

    private Path temporary;

    @BeforeEach
    void divide() throws Exception {
        PublicCopy.readable(directory);
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @Test
    void killedWhileRecording() throws Exception {
        Set<KernelObjects.Id> ids;
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            jvm.ask("late 3", "late done");
            ids = KernelObjects.of(jvm.process().pid());
            assertThat(ids).extracting(KernelObjects.Id::kind).contains(KernelObjects.Kind.values());
            assertThat(ids).allMatch(KernelObjects.Id::exists);
            jvm.process().destroyForcibly();
            assertThat(jvm.await().exit()).isEqualTo(128 + 9);
        }
        assertGone(ids);
    }

    @Test
    void endedWhileRecording() throws Exception {
        Set<KernelObjects.Id> ids;
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            ids = KernelObjects.of(jvm.process().pid());
            assertThat(ids).isNotEmpty();
            jvm.tell("exit 7");
            var run = jvm.await();
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.err()).isEmpty();
        }
        assertGone(ids);
    }

    /** The compiler is stopped meanwhile: a JVM that waited for it would not end. */
    @Test
    void endedWhileCompiling() throws Exception {
        try (var jvm = compiling()) {
            var compiler = compiler(jvm);
            Poll.until(() -> !Files.readString(jvm.errFile()).isEmpty(), () -> "the line is missing");
            Tool.run("kill", "-STOP", Long.toString(compiler.pid()));
            try {
                jvm.tell("exit 7");
                assertThat(jvm.process().waitFor(40, TimeUnit.SECONDS))
                        .as("the JVM has ended")
                        .isTrue();
                assertThat(compiler.isAlive()).isTrue();
                var run = jvm.await();
                assertThat(run.exit()).isEqualTo(7);
                assertThat(run.err()).matches("pitot: " + CompilingJar.LINE + "\\R");
            } finally {
                compiler.destroyForcibly();
            }
        }
    }

    /** Where memory is scarce, the kernel kills it first. */
    @Test
    void compilerStandsInFrontOfTheApplication() throws Exception {
        try (var jvm = compiling()) {
            var compiler = compiler(jvm);
            var score = Path.of("/proc", Long.toString(compiler.pid()), "oom_score_adj");
            try {
                Poll.until(() -> Files.readString(score).strip().equals("1000"), () -> Files.readString(score));
            } finally {
                compiler.destroyForcibly();
            }
        }
    }

    @Test
    void whatTwoThatWereKilledLeftIsSwept() throws Exception {
        var old = Files.createDirectories(temporary.resolve("pitot-compile17/headers"))
                .getParent();
        Tool.run("touch", "-d", "2 hours ago", old.toString());
        var young = Files.createDirectory(temporary.resolve("pitot-compile18"));
        try (var jvm = compiling()) {
            var compiler = compiler(jvm);
            compiler.destroyForcibly();
            assertThat(old).doesNotExist();
            assertThat(young).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "halt"})
    void endedWhileAttaching(String how) throws Exception {
        for (var millis : List.of(0, 30, 60, 90, 120, 180, 250, 350)) {
            var mine = Files.createDirectory(directory.resolve("after" + millis));
            var run = TracedJvm.of(mine).agentOptions("").run(Brief.class, millis.toString(), how);
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.out()).isEqualTo("brief\n");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void killedWhileAttaching() throws Exception {
        for (var millis : List.of(0, 60, 120, 250, 400)) {
            var mine = Files.createDirectory(directory.resolve("after" + millis));
            try (var jvm = TracedJvm.of(mine).agentOptions("").start(Brief.class, "60000", "exit")) {
                jvm.awaitLine("brief");
                Thread.sleep(millis);
                var ids = KernelObjects.of(jvm.process().pid());
                jvm.process().destroyForcibly();
                var run = jvm.await();
                assertThat(run.exit()).isEqualTo(128 + 9);
                assertThat(run.err()).isEmpty();
                assertGone(ids);
            }
        }
    }

    /** Begins a recording, and ends a little later. */
    static final class Brief {
        public static void main(String[] arguments) throws Exception {
            new jdk.jfr.Recording().start();
            System.out.println("brief");
            Thread.sleep(Integer.parseInt(arguments[0]));
            if (arguments[1].equals("halt")) {
                Runtime.getRuntime().halt(7);
            }
            System.exit(7);
        }
    }

    private TracedJvm.Running compiling() throws Exception {
        var jvm = TracedJvm.of(directory)
                .jar(CompilingJar.in(directory))
                .agentOptions("cache=" + directory.resolve("cache"))
                .jvm("-Djava.io.tmpdir=" + temporary)
                .start(ControlledApp.class);
        jvm.awaitLine("ready");
        jvm.tell("start one");
        return jvm;
    }

    private static ProcessHandle compiler(TracedJvm.Running jvm) throws Exception {
        Poll.until(
                () -> jvm.process().children().findAny().isPresent(),
                () -> "no compiler child: " + Files.readString(jvm.errFile()));
        return jvm.process().children().findAny().orElseThrow();
    }

    private static void assertGone(Set<KernelObjects.Id> ids) throws Exception {
        Poll.until(
                () -> ids.stream().noneMatch(KernelObjects.Id::exists),
                () -> "still in the kernel: "
                        + ids.stream().filter(KernelObjects.Id::exists).toList());
    }
}
