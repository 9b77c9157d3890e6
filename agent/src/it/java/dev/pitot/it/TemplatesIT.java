package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that {@code pitot templates} writes, in the hands of the JDK's own tools. */
@RequiresKernel
class TemplatesIT {
    private static final int COLLECTIONS = 5;
    private static final int SLEEPS = 11;

    @TempDir
    Path directory;

    private Path alwaysOn;
    private Path profile;

    @BeforeEach
    void write() throws Exception {
        Tool.run(TracedJvm.JAVA.toString(), "-jar", TracedJvm.JAR.toString(), "templates", directory.toString());
        alwaysOn = directory.resolve("pitot.jfc");
        profile = directory.resolve("pitot-profile.jfc");
    }

    @Test
    void aloneThereAreEventsOfPitotOnly() throws Exception {
        var events = record("settings=" + alwaysOn);
        assertThat(events).extracting(TemplatesIT::type).allMatch(type -> type.startsWith("pitot."));
        assertThat(fullCollections(events, "pitot.GarbageCollection")).isEqualTo(COLLECTIONS);
        assertThat(ofTheWorker(events, "pitot.ThreadSleep")).isZero();
    }

    @Test
    void besideTheDefaultSettingsThereAreBoth() throws Exception {
        var events = record("settings=default", "settings=" + alwaysOn);
        assertThat(fullCollections(events, "pitot.GarbageCollection"))
                .isEqualTo(fullCollections(events, "jdk.GarbageCollection"))
                .isEqualTo(COLLECTIONS);
        assertThat(ofTheWorker(events, "pitot.ThreadSleep")).isZero();
    }

    @Test
    void aProfileHasWhatIsBelowTheDefaultThresholds() throws Exception {
        var events = record("settings=" + profile);
        assertThat(fullCollections(events, "pitot.GarbageCollection")).isEqualTo(COLLECTIONS);
        assertThat(ofTheWorker(events, "pitot.ThreadSleep")).isEqualTo(SLEEPS);
        assertThat(events)
                .filteredOn(event -> type(event).equals("pitot.ClassLoad"))
                .filteredOn(event -> event.getString("className").startsWith("made."))
                .hasSize(SLEEPS);
    }

    @Test
    void aControlIsAnOptionOfJcmd() throws Exception {
        var events = record("settings=" + profile, "pitot-wait-threshold=1h", "pitot-cpu=false", "pitot-waits=false");
        assertThat(fullCollections(events, "pitot.GarbageCollection")).isEqualTo(COLLECTIONS);
        assertThat(ofTheWorker(events, "pitot.ThreadSleep")).isZero();
        assertThat(events).extracting(TemplatesIT::type).doesNotContain("pitot.ThreadCpu", "pitot.OffCpu");
    }

    @Test
    void aJvmMayBeStartedWithOne() throws Exception {
        var run = started(TracedJvm.of(directory));
        assertThat(fullCollections(run.events(), "pitot.GarbageCollection")).isEqualTo(COLLECTIONS);
    }

    @Test
    void aJvmWithoutTheAgentRecordsAndSaysNothing() throws Exception {
        var run = started(TracedJvm.of(directory).withoutAgent());
        assertThat(run.out()).contains("Started recording 1").doesNotContainIgnoringCase("warning", "error");
        assertThat(run.events()).extracting(TemplatesIT::type).noneMatch(type -> type.startsWith("pitot."));
    }

    @Test
    void jfrConfigureCombinesThem() throws Exception {
        for (var template : List.of(alwaysOn, profile)) {
            var both = settings(configure("default," + template));
            assertThat(both)
                    .containsAllEntriesOf(settings(template))
                    .containsEntry("jdk.GarbageCollection#enabled", "true");
        }
    }

    @Test
    void jfrConfigureSwitchesGroups() throws Exception {
        var groups = Map.of("pitot-hotspot", 8, "pitot-block-io", 2, "pitot-cpu", 6);
        for (var template : List.of(alwaysOn, profile)) {
            var before = settings(template);
            for (var group : groups.entrySet()) {
                var after = settings(configure(template.toString(), group.getKey() + "=false"));
                var changed = Stream.of(before.keySet(), after.keySet())
                        .flatMap(Set::stream)
                        .filter(name -> !before.getOrDefault(name, "").equals(after.get(name)))
                        .collect(Collectors.toSet());
                assertThat(changed).hasSize(group.getValue()).allMatch(name -> name.endsWith("#enabled"));
            }
        }
    }

    @Test
    void waitsHaveAControlOfTheirOwn() throws Exception {
        for (var template : List.of(alwaysOn, profile)) {
            var on = template.equals(alwaysOn);
            var other = settings(configure(template.toString(), "pitot-waits=" + on));
            for (var enabled : List.of("pitot.ThreadPark#enabled", "pitot.OffCpu#enabled")) {
                assertThat(settings(template)).containsEntry(enabled, Boolean.toString(!on));
                assertThat(other).containsEntry(enabled, Boolean.toString(on));
            }
        }
    }

    /** What a {@link ControlledApp} does while {@code jcmd} has started a recording with these settings. */
    private List<RecordedEvent> record(String... settings) throws Exception {
        var file = directory.resolve("jcmd.jfr");
        try (var jvm = TracedJvm.of(directory).start(ControlledApp.class)) {
            jvm.awaitLine("ready");
            var command = Stream.concat(Stream.of("JFR.start", "name=t"), Stream.of(settings));
            assertThat(jvm.jcmd(command.toArray(String[]::new))).contains("Started recording 1");
            work(jvm);
            jvm.jcmd("JFR.stop", "name=t", "filename=" + file);
            jvm.tell("exit 0");
            assertThat(jvm.await().err()).isEmpty();
        }
        return RecordingFile.readAllEvents(file);
    }

    private Run started(TracedJvm jvm) throws Exception {
        var options = "filename=" + directory.resolve("test.jfr") + ",settings=" + alwaysOn;
        try (var running = jvm.jvm("-XX:StartFlightRecording:" + options).start(ControlledApp.class)) {
            running.awaitLine("ready");
            work(running);
            running.tell("exit 0");
            var run = running.await();
            assertThat(run.err()).isEmpty();
            assertThat(run.exit()).isZero();
            return run;
        }
    }

    private static void work(TracedJvm.Running jvm) throws Exception {
        for (var i = 0; i < COLLECTIONS; i++) {
            jvm.ask("gc", "collected");
        }
        jvm.ask("early " + SLEEPS, "early done");
    }

    private Path configure(String input, String... options) throws Exception {
        var output = directory.resolve("configured.jfc");
        var jfr = TracedJvm.JAVA.resolveSibling("jfr").toString();
        var command = Stream.of(jfr, "configure", "--input", input, "--output", output.toString());
        assertThat(Tool.run(Stream.concat(command, Stream.of(options)).toArray(String[]::new)))
                .doesNotContain("refers to missing control");
        return output;
    }

    private static Map<String, String> settings(Path file) throws Exception {
        return Configuration.create(file).getSettings();
    }

    private static String type(RecordedEvent event) {
        return event.getEventType().getName();
    }

    /** Those that the program asked for. */
    private static long fullCollections(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> type(event).equals(type))
                .filter(event -> event.hasField("full")
                        ? event.getBoolean("full")
                        : event.getString("cause").equals("System.gc()"))
                .count();
    }

    private static long ofTheWorker(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> type(event).equals(type))
                .filter(event -> event.getString("osThreadName").equals(ControlledApp.EARLY))
                .count();
    }
}
