package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Period;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.SettingControl;
import jdk.jfr.SettingDefinition;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A recording that is started by a thread which holds a lock of JFR's. Pitot must not have that thread wait, whatever the option
 * {@code wait} says: Pitot itself needs the lock to attach, and the JVM needs it to exit.
 */
@RequiresKernel
class StartUnderLockIT {
    /** A thread that waits here would outlive the test. */
    private static final String FOR_EVER = "wait=100000s,budget=off";

    @TempDir
    java.nio.file.Path directory;

    @ParameterizedTest
    @EnumSource(Starter.class)
    void isNotWaitedFor(Starter starter) throws Exception {
        var running = TracedJvm.of(directory)
                .agentOptions(FOR_EVER)
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(Starts.class, starter.name());
        try (running) {
            running.awaitLine("started");
            Poll.until(() -> status(running).contains("attached since"), () -> status(running));
            running.tell("exit");
            var run = running.await();
            assertThat(run.err()).isEmpty();
            assertThat(run.exit()).isEqualTo(7);
        }
    }

    private static String status(TracedJvm.Running running) throws Exception {
        return running.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "status");
    }

    /** Who starts the recording, in JFR's code and under its lock. */
    enum Starter {
        /** JFR's scheduler. */
        DELAY {
            @Override
            void start() {
                new Recording().scheduleStart(Duration.ofMillis(1));
            }
        },
        /** Somebody who listens for JFR to begin. */
        LISTENER {
            @Override
            void start() {
                FlightRecorder.addListener(new FlightRecorderListener() {
                    @Override
                    public void recorderInitialized(FlightRecorder recorder) {
                        new Recording().start();
                    }
                });
                FlightRecorder.getFlightRecorder();
            }
        },
        /** The hook of a periodic event, which JFR calls when a chunk begins. */
        HOOK {
            @Override
            void start() {
                var first = new AtomicBoolean(true);
                FlightRecorder.addPeriodicEvent(ChunkBegin.class, () -> {
                    if (first.getAndSet(false)) {
                        new Recording().start();
                    }
                });
                var outer = new Recording();
                outer.enable(ChunkBegin.class);
                outer.start();
            }
        },
        /** The control of an event's own setting, which JFR makes when it registers the event. */
        SETTING {
            @Override
            void start() {
                FlightRecorder.register(Controlled.class);
            }
        };

        abstract void start();
    }

    static final class Starts {
        public static void main(String[] arguments) throws Exception {
            Starter.valueOf(arguments[0]).start();
            while (!isRunning()) {
                Thread.sleep(1);
            }
            System.out.println("started");
            System.in.read();
            System.exit(7);
        }

        private static boolean isRunning() {
            return FlightRecorder.getFlightRecorder().getRecordings().stream()
                    .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
        }
    }

    @Period("beginChunk")
    static final class ChunkBegin extends Event {}

    static final class Controlled extends Event {
        @SettingDefinition
        boolean control(Control control) {
            return true;
        }
    }

    static final class Control extends SettingControl {
        Control() {
            new Recording().start();
        }

        @Override
        public String combine(Set<String> values) {
            return "";
        }

        @Override
        public void setValue(String value) {}

        @Override
        public String getValue() {
            return "";
        }
    }
}
