package dev.pitot.jfr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/**
 * Whoever asks an event for its thread gets the one that it is about, and not Pitot's own that commits it: the JDK's tools and JDK
 * Mission Control. It rests on an annotation that is the JDK's own, so it is looked at on each JDK.
 */
class EventThreadTest {
    private static final String ABOUT = "the-one-it-is-about";

    @TempDir
    static Path directory;

    private static Path file;

    @BeforeAll
    static void record() throws Exception {
        file = directory.resolve("thread.jfr");
        var stop = new CountDownLatch(1);
        var thread = Thread.ofPlatform().name(ABOUT).start(() -> await(stop));
        try (var recording = new Recording()) {
            Events.register();
            recording.enable(ThreadSleep.class).withoutThreshold();
            recording.enable(ClassLoad.class).withoutThreshold();
            recording.start();
            var about = new ThreadSleep();
            about.thread = thread;
            about.lane = thread;
            about.commit();
            new ClassLoad().commit(); // as of a thread that is none of Java's
            recording.dump(file);
        } finally {
            stop.countDown();
            thread.join();
        }
    }

    static List<Class<? extends Event>> all() {
        return Events.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void noTwoFieldsHaveOneName(Class<? extends Event> type) {
        assertThat(EventType.getEventType(type).getFields())
                .extracting(ValueDescriptor::getName)
                .doesNotHaveDuplicates();
    }

    @Test
    void aReaderGetsIt() throws Exception {
        assertThat(event("pitot.ThreadSleep").getThread().getJavaName()).isEqualTo(ABOUT);
        assertThat(event("pitot.ThreadSleep").getThread("thread").getJavaName()).isEqualTo(ABOUT);
        assertThat(event("pitot.ClassLoad").getThread()).isNull();
    }

    @Test
    void jsonHasEachKeyOnce() throws Exception {
        var json = jfr("print", "--json", "--events", "pitot.ThreadSleep", file.toString());
        assertThat(json.split("\"eventThread\":", -1)).hasSize(2);
        assertThat(json.substring(json.indexOf("\"eventThread\":"))).contains("\"javaName\": \"" + ABOUT + '"');
    }

    @Test
    void scrubKeepsWhatIsAboutTheThreadsToInclude() throws Exception {
        var scrubbed = directory.resolve("scrubbed.jfr");
        jfr("scrub", "--include-threads", ABOUT, file.toString(), scrubbed.toString());
        assertThat(names(scrubbed)).contains("pitot.ThreadSleep");
        jfr("scrub", "--exclude-threads", ABOUT, file.toString(), scrubbed.toString());
        assertThat(names(scrubbed)).doesNotContain("pitot.ThreadSleep").contains("pitot.ClassLoad");
    }

    @Test
    void viewShowsIt() throws Exception {
        assertThat(jfr("view", "--width", "1000", "pitot.ThreadSleep", file.toString()))
                .contains(ABOUT)
                .doesNotContain(Thread.currentThread().getName());
    }

    @Test
    void missionControlDrawsItOnThatLane() throws Exception {
        assertThat(lanes()).containsEntry("pitot.ThreadSleep", ABOUT).containsEntry("pitot.ClassLoad", null);
    }

    private static RecordedEvent event(String type) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> names(Path file) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .map(event -> event.getEventType().getName());
    }

    private static String jfr(String... arguments) throws Exception {
        var command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "jfr")
                                .toString()),
                        Stream.of(arguments))
                .toList();
        var jfr = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(jfr.getInputStream().readAllBytes(), UTF_8);
        assertThat(jfr.waitFor()).as(output).isZero();
        return output;
    }

    /** By event type; null: on no lane. */
    private static Map<String, String> lanes() throws Exception {
        var lanes = new HashMap<String, String>();
        for (var items : JfrLoaderToolkit.loadEvents(file.toFile())) {
            var type = items.getType();
            if (type.getIdentifier().startsWith("pitot.")) {
                var lane = JfrAttributes.EVENT_THREAD.getAccessor(type);
                for (var item : items) {
                    IMCThread found = lane.getMember(item);
                    lanes.put(type.getIdentifier(), found == null ? null : found.getThreadName());
                }
            }
        }
        return lanes;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
