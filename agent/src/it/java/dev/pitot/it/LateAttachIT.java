package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.ProcFs;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent loaded into a JVM that is already running: with its threads, its classes, and maybe a recording. */
@RequiresKernel
class LateAttachIT {
    private static final int SLEEPS = 5;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("late.jfr");
    }

    @Test
    void byJcmdThenRecording() throws Exception {
        try (var jvm = start("-XX:+EnableDynamicAgentLoading")) {
            assertThat(load(jvm)).contains("return code: 0");
            jvm.ask("start one", "started one");
            work(jvm);
            jvm.ask("stop one " + file, "stopped one");
            assertThat(end(jvm).err()).isEmpty();
        }
        assertThreadsAndClasses(read(file));
    }

    @Test
    void byJcmdAndRecordingByJcmd() throws Exception {
        try (var jvm = start("-XX:+EnableDynamicAgentLoading")) {
            load(jvm);
            startByJcmd(jvm);
            work(jvm);
            jvm.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(end(jvm).err()).isEmpty();
        }
        assertThreadsAndClasses(read(file));
    }

    @Test
    void whileRecordings() throws Exception {
        try (var jvm = start("-XX:+EnableDynamicAgentLoading")) {
            startByJcmd(jvm);
            jvm.ask("start two", "started two");
            load(jvm);
            Poll.until(() -> attached(jvm), () -> "nothing attached");
            work(jvm);
            jvm.ask("stop two " + file, "stopped two");
            assertThreadsAndClasses(read(file));
            jvm.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(end(jvm).err()).isEmpty();
        }
        assertThreadsAndClasses(read(file));
    }

    /** The drain is the last that is there, behind all probes and the names of the threads. */
    private static boolean attached(TracedJvm.Running jvm) throws IOException {
        return new ProcFs(jvm.process().pid()).threads().contains("pitot-drain");
    }

    @Test
    void withoutTheFlagTheJdkAloneWarns() throws Exception {
        try (var jvm = start()) {
            load(jvm);
            jvm.ask("start one", "started one");
            work(jvm);
            jvm.ask("stop one " + file, "stopped one");
            var err = end(jvm).err();
            assertThat(err.lines()).isNotEmpty().allMatch(line -> line.startsWith("WARNING: "));
            assertThat(err).contains("dynamically").doesNotContain("restricted").doesNotContain("native");
        }
        assertThreadsAndClasses(read(file));
    }

    @Test
    void optionsThatJcmdCut() throws Exception {
        try (var jvm = start("-XX:+EnableDynamicAgentLoading")) {
            jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "wait=60s");
            assertThat(end(jvm).err().lines())
                    .containsExactly(
                            "pitot: the option 'wait' has no value; with jcmd, which cuts the text at '=', write wait:VALUE");
        }
    }

    @Test
    void twiceAndByEveryWay() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .jvm("-XX:+EnableDynamicAgentLoading", "-javaagent:" + TracedJvm.JAR)
                .start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            load(jvm);
            attach(jvm);
            jvm.ask("start one", "started one");
            load(jvm);
            attach(jvm);
            work(jvm);
            jvm.ask("stop one " + file, "stopped one");
            assertThat(end(jvm).err()).isEmpty();
        }
        assertThreadsAndClasses(read(file));
    }

    @Test
    void eightAtOnce() throws Exception {
        try (var jvm = start("-XX:+EnableDynamicAgentLoading");
                var callers = Executors.newFixedThreadPool(8)) {
            var loads = new ArrayList<Callable<Void>>();
            for (var i = 0; i < 8; i++) {
                loads.add(() -> {
                    attach(jvm);
                    return null;
                });
            }
            for (var load : callers.invokeAll(loads)) {
                load.get();
            }
            jvm.ask("start one", "started one");
            work(jvm);
            assertThat(new ProcFs(jvm.process().pid()).threads())
                    .filteredOn("pitot-drain"::equals)
                    .hasSize(1);
            jvm.ask("stop one " + file, "stopped one");
            assertThat(end(jvm).err()).isEmpty();
        }
        assertThreadsAndClasses(read(file));
    }

    private TracedJvm.Running start(String... flags) throws Exception {
        var jvm = TracedJvm.of(directory).withoutAgent().jvm(flags).start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static String load(TracedJvm.Running jvm) throws Exception {
        return jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "\"wait=60s\"");
    }

    private static void attach(TracedJvm.Running jvm) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(jvm.process().pid()));
        try {
            machine.loadAgent(TracedJvm.JAR.toString(), "wait=60s");
        } finally {
            machine.detach();
        }
    }

    private static void startByJcmd(TracedJvm.Running jvm) throws Exception {
        jvm.jcmd(
                "JFR.start",
                "name=late",
                "+pitot.ThreadSleep#enabled=true",
                "+pitot.ThreadSleep#threshold=0ns",
                "+pitot.ClassLoad#enabled=true",
                "+pitot.ClassLoad#threshold=0ns");
    }

    private static void work(TracedJvm.Running jvm) throws Exception {
        jvm.ask("early " + SLEEPS, "early done");
        jvm.ask("late " + SLEEPS, "late done");
    }

    private static Run end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        return jvm.await();
    }

    private static List<RecordedEvent> read(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording);
    }

    private static void assertThreadsAndClasses(List<RecordedEvent> events) {
        for (var name : List.of(ControlledApp.EARLY, ControlledApp.LATE)) {
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                    .filteredOn(event -> name.equals(event.getString("osThreadName")))
                    .as("sleeps of %s", name)
                    .hasSize(SLEEPS);
        }
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                .filteredOn(event -> ControlledApp.EARLY.equals(event.getString("osThreadName")))
                .allSatisfy(event -> {
                    assertThat(event.getThread("thread")).isNotNull();
                    assertThat(event.getThread("thread").getJavaName()).isEqualTo(ControlledApp.EARLY);
                    assertThat(event.getThread("thread").getOSThreadId()).isEqualTo(event.getLong("osThreadId"));
                    assertThat(event.getThread().getOSThreadId()).isEqualTo(event.getLong("osThreadId"));
                });
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("pitot.ClassLoad"))
                .filteredOn(event -> event.getString("className").startsWith("made."))
                .hasSize(2 * SLEEPS);
    }
}
