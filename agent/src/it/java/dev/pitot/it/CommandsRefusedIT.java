package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.Ending;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import dev.pitot.workload.SocketProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to what cannot be told anything, or not by this user: one line that says why, and no harm done. */
@RequiresKernel
class CommandsRefusedIT {
    @TempDir
    Path directory;

    @Test
    void noProcess() throws Exception {
        assertThat(Cli.run("status", "99999999").failure()).isEqualTo("pitot: no process 99999999");
        assertThat(Cli.run("status", "0").failure()).isEqualTo("pitot: no process 0");
    }

    @Test
    void noNumber() throws Exception {
        var cli = Cli.run("stop", "me");
        assertThat(cli.status()).isEqualTo(2);
        assertThat(cli.err()).contains("(PID): 'me'").contains("Usage: pitot stop ");
        assertThat(Cli.run("start").status()).isEqualTo(2);
    }

    @Test
    void noJvm() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(Cli.run("attach", Long.toString(process.pid())).failure())
                    .isEqualTo("pitot: process " + process.pid() + " is not a HotSpot JVM, or has just started");
            assertThat(process.isAlive()).isTrue();
        } finally {
            Ending.of(process);
        }
    }

    /** HotSpot would answer the attach API's signal with a thread dump, into the application's stdout. */
    @Test
    void attachingSwitchedOff() throws Exception {
        try (var jvm = start("-XX:+DisableAttachMechanism")) {
            assertThat(refusal(jvm, "status"))
                    .isEqualTo("refuses attach; start it without -XX:+DisableAttachMechanism");
            jvm.tell("exit 0");
            var run = jvm.await();
            assertThat(run.out()).isEqualTo("ready\n");
            assertThat(run.err()).isEmpty();
        }
    }

    /** The flag is where Pitot does not look, but the attach API does. */
    @Test
    void attachingSwitchedOffInAFile() throws Exception {
        var flags = Files.writeString(directory.resolve("flags"), "-XX:+DisableAttachMechanism");
        try (var jvm = start("@" + flags)) {
            assertThat(refusal(jvm, "status"))
                    .isEqualTo("refuses attach; start it without -XX:+DisableAttachMechanism");
            jvm.tell("exit 0");
            assertThat(jvm.await().out()).isEqualTo("ready\n");
        }
    }

    @Test
    void agentsSwitchedOff() throws Exception {
        try (var jvm = start("-XX:-EnableDynamicAgentLoading")) {
            assertThat(refusal(jvm, "attach"))
                    .isEqualTo(
                            "forbids loading agents; start it with -XX:+EnableDynamicAgentLoading or with -javaagent");
        }
    }

    @Test
    void stoppedByASignal() throws Exception {
        try (var jvm = start()) {
            Tool.run("kill", "-STOP", pid(jvm));
            assertThat(refusal(jvm, "status")).startsWith("is stopped by a signal; ");
            Tool.run("kill", "-CONT", pid(jvm));
            assertThat(Cli.run("status", pid(jvm)).answer()).contains("the agent is not installed in this JVM");
        }
    }

    @Test
    void anotherUsersJvm() throws Exception {
        var copy = PublicCopy.in(directory);
        try (var jvm = start()) {
            var cli = Cli.run(List.of(DegradedEnvironments.nobody()), copy.jar(), "stop", pid(jvm));
            assertThat(cli.failure())
                    .isEqualTo("pitot: process " + pid(jvm) + " belongs to user 0; run this as that user, or as root");
        }
    }

    /** The other user has the capabilities that its command does not have: it cannot even look at the process. */
    @Test
    void rootAndTheUserItselfMayCommandAUsersJvm() throws Exception {
        var copy = PublicCopy.in(directory);
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve("nobody")));
        try (var jvm = TracedJvm.of(mine)
                .from(copy)
                .through(DegradedEnvironments.nobodyWithBpf())
                .jvm("-XX:+EnableDynamicAgentLoading")
                .agentOptions("wait=60s,cache=" + cache(mine))
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            assertThat(Cli.run(List.of(), copy.jar(), "stop", pid(jvm)).answer())
                    .contains("stopped by command");
            assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
            assertThat(Cli.run(List.of(DegradedEnvironments.nobody()), copy.jar(), "start", pid(jvm))
                            .answer())
                    .contains("attached since");
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    /** Even where the directory lets everybody in: first another user, then root itself. */
    @Test
    void anAnswerIsNotGivenToAnotherUser() throws Exception {
        var copy = PublicCopy.in(directory);
        var place = directory.resolve("reply");
        try (var jvm = start("-XX:+EnableDynamicAgentLoading")) {
            var machine = VirtualMachine.attach(pid(jvm));
            try {
                machine.loadAgent(TracedJvm.JAR.toString(), "status,reply=" + place);
            } finally {
                machine.detach();
            }
            PublicCopy.open(place);
            PublicCopy.open(place.resolve("socket"));
            assertThat(knock(copy, place, DegradedEnvironments.nobody())).isEqualTo("-1\n");
            assertThat(Integer.parseInt(knock(copy, place).strip())).isPositive();
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    private static String knock(PublicCopy copy, Path place, String... through) throws Exception {
        var socket = place.resolve("socket").toString();
        return Tool.run(Stream.concat(
                        Stream.of(through),
                        Stream.of(
                                TracedJvm.JAVA.toString(),
                                "-cp",
                                copy.classes().toString(),
                                SocketProbe.class.getName(),
                                socket))
                .toArray(String[]::new));
    }

    private Path cache(Path mine) throws Exception {
        var cache = Files.createDirectory(directory.resolve("cache"));
        Tool.run("chown", "65534", cache.toString());
        return cache;
    }

    @Test
    void aJarThatTheOtherUserCannotRead() throws Exception {
        var copy = PublicCopy.in(directory);
        var hidden = Files.copy(copy.jar(), directory.resolve("hidden.jar"));
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve("nobody")));
        try (var jvm = TracedJvm.of(mine)
                .from(copy)
                .withoutAgent()
                .through(DegradedEnvironments.nobody())
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            assertThat(Cli.run(List.of(), hidden, "status", pid(jvm)).failure())
                    .isEqualTo(
                            "pitot: process " + pid(jvm) + " cannot read " + hidden
                                    + " as user 65534; move pitot.jar to where that user can read it, or name a copy with --jar");
        }
    }

    /** A container: a process id, a temporary directory and a place of the jar that are its own. */
    @Test
    void otherNamespaces() throws Exception {
        var world = DegradedEnvironments.mounts(
                "mount -t tmpfs none /mnt",
                "mkdir /mnt/classes",
                "touch /mnt/pitot.jar",
                "mount --bind " + TracedJvm.JAR + " /mnt/pitot.jar",
                "mount --bind "
                        + Path.of(TracedJvm.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()) + " /mnt/classes",
                "mount -t tmpfs none " + TracedJvm.JAR.toRealPath().getParent(), // whose jar it sees only there
                "mount -t tmpfs none /tmp",
                "cd /tmp");
        try (var outer = TracedJvm.of(directory)
                .withoutAgent()
                .through(world)
                .through("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
                .jvm("-XX:+EnableDynamicAgentLoading", "-cp", "/mnt/classes")
                .start(ControlledApp.class)) {
            outer.awaitLine("ready");
            var pid = Long.toString(
                    outer.process().descendants().findFirst().orElseThrow().pid());
            assertThat(Cli.run("attach", pid).failure())
                    .isEqualTo(
                            "pitot: process " + pid + " does not see " + TracedJvm.JAR.toRealPath()
                                    + ", because it has another file system; copy the jar into that, and name its path there with --jar");
            assertThat(Cli.run("attach", "--jar", "/mnt/pitot.jar", pid).answer())
                    .contains("no recording runs");
            outer.ask("start one", "started one");
            assertThat(Cli.run("attach", "--jar=/mnt/pitot.jar", pid).answer()).contains("attached since");
            assertThat(Cli.run("stop", "--jar=/mnt/pitot.jar", pid).answer()).contains("stopped by command");
            var jcmd = TracedJvm.JAVA.resolveSibling("jcmd").toString();
            assertThat(Tool.run(jcmd, pid, "JVMTI.agent_load", "/mnt/pitot.jar", "start"))
                    .contains("attached since");
            assertThat(Files.readString(outer.errFile())).isEmpty();
        }
    }

    private String refusal(TracedJvm.Running jvm, String verb) throws Exception {
        var line = Cli.run(verb, pid(jvm)).failure();
        var prefix = "pitot: process " + pid(jvm) + " ";
        assertThat(line).startsWith(prefix);
        return line.substring(prefix.length());
    }

    private TracedJvm.Running start(String... flags) throws Exception {
        var jvm = TracedJvm.of(directory).withoutAgent().jvm(flags).start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static String pid(TracedJvm.Running jvm) {
        return Long.toString(jvm.process().pid());
    }
}
