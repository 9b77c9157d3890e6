package dev.pitot.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/**
 * JDK Mission Control draws an event on the lane of the thread in {@link OnThread#lane}. It does so by no promise: of two fields
 * with one id the later wins.
 */
class JmcLaneTest {
    @TempDir
    Path directory;

    @Test
    void anEventIsOnTheLaneOfItsThreadAndNotOfTheOneThatCommits() throws Exception {
        var file = directory.resolve("lane.jfr");
        var stop = new CountDownLatch(1);
        var thread = Thread.ofPlatform().name("the-one-it-is-about").start(() -> await(stop));
        try (var recording = new Recording()) {
            Events.register();
            recording.enable(ThreadSleep.class).withoutThreshold();
            recording.enable(ClassLoad.class).withoutThreshold();
            recording.start();
            var about = new ThreadSleep();
            about.thread = thread;
            about.lane = thread;
            about.commit();
            new ClassLoad().commit();
            recording.dump(file);
        } finally {
            stop.countDown();
            thread.join();
        }

        assertThat(lanes(file))
                .containsEntry("pitot.ThreadSleep", "the-one-it-is-about")
                .containsEntry("pitot.ClassLoad", null);

        // The JDK's own reader has both, and says the committing one when asked for the event's thread.
        var event = RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().equals("pitot.ThreadSleep"))
                .findFirst()
                .orElseThrow();
        assertThat(event.getThread("thread").getJavaName()).isEqualTo("the-one-it-is-about");
        assertThat(event.getThread().getJavaThreadId())
                .isEqualTo(Thread.currentThread().threadId());
    }

    /** By event type; null: on no lane. */
    private static Map<String, String> lanes(Path file) throws Exception {
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
