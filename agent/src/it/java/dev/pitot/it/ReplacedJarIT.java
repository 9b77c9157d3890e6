package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pitot's jar is changed under a JVM whose handler of uncaught exceptions halts: one line says so, and the application goes on. */
@RequiresKernel
class ReplacedJarIT {
    private static final int SLEEPS = 5;

    @TempDir
    Path directory;

    private Path jar;

    @BeforeEach
    void copyJar() throws Exception {
        PublicCopy.readable(directory);
        jar = Files.copy(TracedJvm.JAR, directory.resolve("pitot.jar"));
        makeAnother(jar);
    }

    /** What becomes of it. */
    enum Change {
        OVERWRITTEN {
            @Override
            void of(Path jar) throws Exception {
                try (var out = Files.newOutputStream(jar, StandardOpenOption.TRUNCATE_EXISTING)) {
                    Files.copy(another(jar), out);
                }
            }
        },
        REPLACED {
            @Override
            void of(Path jar) throws Exception {
                var other = Files.copy(another(jar), jar.resolveSibling("other"));
                Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        DELETED {
            @Override
            void of(Path jar) throws Exception {
                Files.delete(jar);
            }
        };

        abstract void of(Path jar) throws Exception;

        private static Path another(Path jar) {
            return jar.resolveSibling("another.jar");
        }
    }

    @ParameterizedTest
    @EnumSource
    void beforeTheFirstRecording(Change change) throws Exception {
        try (var jvm = start()) {
            change.of(jar);
            jvm.ask("start first", "started first");
            jvm.ask("early " + SLEEPS, "early done");
            jvm.ask("stop first", "stopped first");
            jvm.tell("exit 7");
            var run = jvm.await();
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.err().lines())
                    .singleElement()
                    .isEqualTo("pitot: nothing is measured: Pitot's jar, " + jar + ", was "
                            + change.name().toLowerCase(Locale.ROOT) + " under this JVM; restart the JVM");
        }
    }

    /** All that a recording needs has been loaded, or is there to be loaded. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OVERWRITTEN")
    void betweenTwoRecordings(Change change) throws Exception {
        var file = directory.resolve("second.jfr");
        try (var jvm = start()) {
            jvm.ask("cycle " + directory.resolve("first.jfr") + " " + SLEEPS, "cycled first.jfr");
            change.of(jar);
            jvm.ask("cycle " + file + " " + SLEEPS, "cycled second.jfr");
            jvm.tell("exit 7");
            var run = jvm.await();
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.err()).isEmpty();
        }
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("pitot.ThreadSleep"))
                .filteredOn(event -> event.getString("osThreadName").equals("main"))
                .hasSize(SLEEPS);
    }

    /** What is attached is detached, and no more is begun. */
    @Test
    void overwrittenDuringARecording() throws Exception {
        try (var jvm = start()) {
            // The control thread loads the rest of the classes after the first recording has started, and before the
            // second does.
            jvm.ask("cycle " + directory.resolve("before.jfr") + " " + SLEEPS, "cycled before.jfr");
            jvm.ask("start first", "started first");
            assertThat(KernelObjects.of(jvm.process().pid())).isNotEmpty();
            Change.OVERWRITTEN.of(jar);
            jvm.ask("stop first " + directory.resolve("first.jfr"), "stopped first");
            Poll.until(
                    () -> KernelObjects.of(jvm.process().pid()).isEmpty(),
                    () -> "still attached, and said: " + Files.readString(jvm.errFile()));
            jvm.ask("start second", "started second");
            jvm.ask("stop second", "stopped second");
            jvm.tell("exit 7");
            var run = jvm.await();
            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.err().lines()).singleElement().asString().contains("was overwritten under this JVM");
        }
    }

    private TracedJvm.Running start() throws Exception {
        var jvm = TracedJvm.of(directory).jar(jar).start(Halting.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    /** Another version: the same classes, each at another place. */
    private static void makeAnother(Path jar) throws Exception {
        var another = jar.resolveSibling("another.jar");
        try (var from = new ZipFile(jar.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(another))) {
            to.setLevel(1);
            for (var entry : from.stream().toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                from.getInputStream(entry).transferTo(to);
            }
        }
    }

    /** As an application does that would rather not live than live on after an error. */
    static final class Halting {
        public static void main(String[] arguments) throws Exception {
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, thrown) -> Runtime.getRuntime().halt(99));
            ControlledApp.main(arguments);
        }
    }
}
