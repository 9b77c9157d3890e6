package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.tools.attach.VirtualMachine;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.Ending;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.OldJdk;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a running JVM: by whichever way they come, they do the same, answer who asked, and print nothing there. */
@RequiresKernel
class CommandsIT {
    private static final String ABSENT = "the agent is not installed in this JVM; run the command attach\n";
    private static final String STOPPED =
            "nothing is attached: stopped by command (1 recording runs); run the command start\n";
    private static final int SLEEPS = 5;

    @TempDir
    Path directory;

    @Test
    void everyWayHasTheSameAnswer() throws Exception {
        try (var jvm = start()) {
            for (var verb : List.of("status", "stop", "attach", "status", "stop", "status", "start")) {
                assertThat(byJcmd(jvm, verb)).as(verb).isEqualTo(byCli(jvm, verb));
            }
            jvm.ask("start one", "started one");
            byCli(jvm, "attach"); // answers when all is attached; a status before that says that this is under way
            for (var verb : List.of("status", "stop", "status", "stop", "attach", "start", "status", "start")) {
                var answer = byCli(jvm, verb);
                assertThat(byJcmd(jvm, verb)).as(verb).isEqualTo(answer);
                assertThat(byJcmdThatBuffers(jvm, verb)).as(verb).isEqualTo(answer);
            }
            // Left out of what is compared: the commands themselves load classes and start threads.
            assertThat(Cli.run("status", pid(jvm)).answer()).contains("\ncounted since then:\n  hits");
            assertQuietEnd(jvm);
        }
    }

    @Test
    void aJcmdOfAnOlderJdk() throws Exception {
        var old = OldJdk.find();
        assumeThat(old).as("an older JDK, to take its jcmd").isPresent();
        var jcmd = old.get().resolveSibling("jcmd");
        assumeThat(jcmd).exists();
        try (var jvm = start()) {
            for (var verb : List.of("status", "attach", "stop", "start")) {
                var answer = Tool.run(jcmd.toString(), pid(jvm), "JVMTI.agent_load", TracedJvm.JAR.toString(), verb);
                assertThat(answer).isEqualTo(pid(jvm) + ":\n" + byCli(jvm, verb));
            }
            assertQuietEnd(jvm);
        }
    }

    @Test
    void aJcmdInAnotherNetworkNamespace() throws Exception {
        try (var jvm = start()) {
            var jcmd = TracedJvm.JAVA.resolveSibling("jcmd").toString();
            for (var options : List.of("-J-Dx=y", "-J-Djdk.attach.allowStreamingOutput=false")) {
                var jar = TracedJvm.JAR.toString();
                assertThat(Tool.run("unshare", "--net", jcmd, options, pid(jvm), "JVMTI.agent_load", jar, "status"))
                        .isEqualTo(pid(jvm) + ":\n" + byCli(jvm, "status"));
            }
            assertQuietEnd(jvm);
        }
    }

    /** Anybody may call a process as he likes. */
    @Test
    void theNameOfAnotherProcessDecidesNothing() throws Exception {
        var liar = new ProcessBuilder(DegradedEnvironments.nobody());
        liar.command().addAll(List.of("bash", "-c", "exec -a 'x JVMTI.agent_load' sleep 60"));
        var lying = liar.start();
        try (var jvm = start()) {
            var words = Path.of("/proc", Long.toString(lying.pid()), "cmdline");
            Poll.until(() -> Files.readString(words).startsWith("x JVMTI.agent_load"), () -> Files.readString(words));
            attach(jvm, "status");
            assertQuietEnd(jvm);
        } finally {
            Ending.of(lying);
        }
    }

    @Test
    void whoAsksDoesNotAttach() throws Exception {
        try (var jvm = start()) {
            assertThat(byCli(jvm, "status")).endsWith(ABSENT);
            assertThat(byCli(jvm, "stop")).endsWith(ABSENT);
            jvm.ask("start one", "started one");
            assertThat(byCli(jvm, "status")).endsWith(ABSENT);
            assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
            assertThat(byCli(jvm, "attach")).contains("attached since").contains("  pitot.ThreadSleep  ");
            assertThat(KernelObjects.of(jvm.process().pid())).isNotEmpty();
            assertQuietEnd(jvm);
        }
    }

    /** Ten sleeps of fifteen: those while it was stopped are not there. */
    @Test
    void stopDetachesAndStartBringsItBackInTheSameRecording() throws Exception {
        var file = directory.resolve("stop.jfr");
        try (var jvm = start()) {
            byCli(jvm, "attach");
            jvm.ask("start one", "started one");
            assertThat(byCli(jvm, "attach")).contains("attached since");
            var links = links(jvm);
            assertThat(links).isPositive();
            jvm.ask("early " + SLEEPS, "early done");

            assertThat(byCli(jvm, "stop")).endsWith(STOPPED);
            assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
            jvm.ask("early " + SLEEPS, "early done");
            jvm.ask("start two", "started two"); // a recording more does not wake it
            assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
            jvm.ask("stop two " + directory.resolve("two.jfr"), "stopped two");

            assertThat(byCli(jvm, "start")).contains("attached since");
            assertThat(links(jvm)).isEqualTo(links);
            jvm.ask("early " + SLEEPS, "early done");
            jvm.ask("stop one " + file, "stopped one");
            assertQuietEnd(jvm);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                .filteredOn(event -> ControlledApp.EARLY.equals(event.getString("osThreadName")))
                .hasSize(2 * SLEEPS);
    }

    @Test
    void launchedStopped() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .agentOptions("stop")
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            jvm.ask("start one", "started one");
            assertThat(byCli(jvm, "status")).endsWith(STOPPED);
            assertThat(byCli(jvm, "start")).contains("attached since");
            assertQuietEnd(jvm);
        }
    }

    /** Without java.management there is no MBean, without jdk.net nobody to ask who is at the socket. */
    @Test
    void inAMinimalImage() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .withoutAgent()
                .jvm("-XX:+EnableDynamicAgentLoading", "--limit-modules=jdk.jfr,java.instrument")
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            assertThat(byCli(jvm, "attach")).contains("no recording runs");
            assertThat(byJcmd(jvm, "status")).isEqualTo(byCli(jvm, "status"));
            jvm.ask("start one", "started one");
            assertThat(byCli(jvm, "attach")).contains("attached since");
            assertThat(byJcmd(jvm, "stop")).endsWith(STOPPED);
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
    }

    /** Nothing can be measured there, and who asks is told so, not the application. */
    @Test
    void inAnImageWithoutJfr() throws Exception {
        var line =
                ": nothing is attached: this JVM lacks the module jdk.jfr; add it to the image or launch with --add-modules jdk.jfr\n";
        try (var jvm = TracedJvm.of(directory)
                .withoutAgent()
                .jvm("-XX:+EnableDynamicAgentLoading", "--limit-modules=java.instrument")
                .start(Reads.class)) {
            jvm.awaitLine("ready");
            for (var verb : List.of("status", "attach", "stop")) {
                assertThat(byCli(jvm, verb)).endsWith(line);
                assertThat(byJcmd(jvm, verb)).endsWith(line);
            }
            jvm.tell("");
            var run = jvm.await();
            assertThat(run.exit()).isZero();
            assertThat(run.err()).isEmpty();
        }
    }

    /** Reads a line. */
    static final class Reads {
        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    void eightAtOnce() throws Exception {
        try (var jvm = start();
                var callers = Executors.newFixedThreadPool(8)) {
            byCli(jvm, "attach");
            jvm.ask("start one", "started one");
            byCli(jvm, "attach");
            var links = links(jvm);
            for (var i = 0; i < 2; i++) {
                assertThat(atOnce(callers, jvm, "stop")).allMatch(answer -> answer.endsWith(STOPPED));
                assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
                assertThat(atOnce(callers, jvm, "start")).allMatch(answer -> answer.contains("attached since"));
                assertThat(links(jvm)).isEqualTo(links);
            }
            assertThat(new ProcFs(jvm.process().pid()).threads())
                    .filteredOn("pitot-drain"::equals)
                    .hasSize(1);
            assertQuietEnd(jvm);
        }
    }

    private static List<String> atOnce(ExecutorService callers, TracedJvm.Running jvm, String verb) throws Exception {
        var calls = new ArrayList<Callable<String>>();
        for (var i = 0; i < 4; i++) {
            calls.add(() -> byCli(jvm, verb));
            calls.add(() -> byJcmd(jvm, verb));
        }
        var answers = new ArrayList<String>();
        for (var call : callers.invokeAll(calls)) {
            answers.add(call.get());
        }
        return answers;
    }

    @Test
    void whatHotSpotAnswersToOthersIsNotTouched() throws Exception {
        try (var jvm = start()) {
            attach(jvm, "status");
            attach(jvm, "stop,start");
            assertThat(jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString())).endsWith(":\nreturn code: 0\n");
            assertThat(jvm.jcmd("VM.version")).contains("OpenJDK");
            assertQuietEnd(jvm);
        }
    }

    @Test
    void aMistakeIsToldToTheCallerToo() throws Exception {
        try (var jvm = start()) {
            var line =
                    "pitot: there is no option 'statu'; the options are cache, wait, attach, ring, compile, budget, span, nospan, follow, helper, and the commands"
                            + " attach, status, stop, start, spans\n";
            assertThat(jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "statu"))
                    .endsWith(":\n" + line);
            assertThat(byJcmd(jvm, "\"status,chache=/x\""))
                    .startsWith("pitot: there is no option 'chache'")
                    .contains("\npitot ");
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEqualTo(line);
        }
    }

    @Test
    void manyCommandsLeaveNothing() throws Exception {
        try (var jvm = start()) {
            byCli(jvm, "status");
            byJcmd(jvm, "status");
            var before = new ProcFs(jvm.process().pid()).descriptors();
            for (var i = 0; i < 10; i++) {
                byCli(jvm, "status");
                byJcmd(jvm, "status");
            }
            Poll.until(() -> !threads(jvm).contains("pitot-reply"), () -> "threads " + threads(jvm));
            // One that the attach listener may have just accepted or closed.
            assertThat(new ProcFs(jvm.process().pid()).descriptors()).isLessThanOrEqualTo(before + 1);
            assertQuietEnd(jvm);
        }
    }

    /** Killed before it connected: the socket does not wait for ever. */
    @Test
    void aCallerThatNeverComes() throws Exception {
        var place = directory.resolve("reply");
        try (var jvm = start()) {
            attach(jvm, "attach,reply=" + place);
            assertThat(Files.getPosixFilePermissions(place)).hasSize(3);
            assertThat(place.resolve("socket")).exists();
            assertThat(byCli(jvm, "status"))
                    .endsWith(ABSENT); // others are served meanwhile; what nobody fetched is not done
            Poll.until(() -> Files.notExists(place), () -> place + " is still there");
            Poll.until(() -> !threads(jvm).contains("pitot-reply"), () -> "threads " + threads(jvm));
            assertQuietEnd(jvm);
        }
    }

    /** Killed while it waited for the answer. */
    @Test
    void aCallerThatGoes() throws Exception {
        var place = directory.resolve("reply");
        try (var jvm = start()) {
            attach(jvm, "attach,reply=" + place);
            SocketChannel.open(UnixDomainSocketAddress.of(place.resolve("socket")))
                    .close();
            Poll.until(() -> !threads(jvm).contains("pitot-reply"), () -> "threads " + threads(jvm));
            assertThat(place).doesNotExist();
            assertThat(byCli(jvm, "status")).contains("no recording runs"); // it had been attached
            assertQuietEnd(jvm);
        }
    }

    @Test
    void noPlaceForTheSocket() throws Exception {
        try (var jvm = start()) {
            attach(jvm, "status,reply=/proc/nowhere");
            jvm.tell("exit 0");
            assertThat(jvm.await().err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("pitot: cannot carry out the command status, because its answer has no socket: ");
        }
    }

    private TracedJvm.Running start() throws Exception {
        var jvm = TracedJvm.of(directory)
                .withoutAgent()
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static String pid(TracedJvm.Running jvm) {
        return Long.toString(jvm.process().pid());
    }

    private static String byCli(TracedJvm.Running jvm, String verb) throws Exception {
        return ageless(Cli.run(verb, pid(jvm)).answer());
    }

    private static String byJcmd(TracedJvm.Running jvm, String verb) throws Exception {
        return withoutPid(jvm, jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), verb));
    }

    private static String byJcmdThatBuffers(TracedJvm.Running jvm, String verb) throws Exception {
        var jcmd = TracedJvm.JAVA.resolveSibling("jcmd").toString();
        var buffers = "-J-Djdk.attach.allowStreamingOutput=false";
        return withoutPid(
                jvm,
                Tool.run(jcmd, buffers, pid(jvm), "JVMTI.agent_load", TracedJvm.JAR.toString(), "\"" + verb + "\""));
    }

    private static String withoutPid(TracedJvm.Running jvm, String printed) {
        var first = pid(jvm) + ":\n";
        assertThat(printed).startsWith(first);
        return ageless(printed.substring(first.length()));
    }

    /** Two answers are not given in the same second, and what is counted goes on meanwhile. */
    private static String ageless(String answer) {
        return answer.replaceFirst("attached since \\S+ \\S+, for [^;]*;", "attached since TIME, for TIME;")
                .replaceFirst("(?ms)^(counted since then|cost|attaching):.*", "");
    }

    private static void attach(TracedJvm.Running jvm, String options) throws Exception {
        var machine = VirtualMachine.attach(pid(jvm));
        try {
            machine.loadAgent(TracedJvm.JAR.toString(), options);
        } finally {
            machine.detach();
        }
    }

    private static long links(TracedJvm.Running jvm) throws Exception {
        return KernelObjects.links(jvm.process().pid()).size();
    }

    private static List<String> threads(TracedJvm.Running jvm) throws Exception {
        return new ProcFs(jvm.process().pid()).threads();
    }

    /** The application's streams hold what the application said. */
    private static void assertQuietEnd(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        var run = jvm.await();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.matches("ready|(started|stopped) \\w+|early done"));
    }
}
