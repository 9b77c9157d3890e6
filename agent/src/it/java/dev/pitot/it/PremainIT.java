package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that nobody records with costs next to nothing: what costs is not even loaded. */
@RequiresKernel
class PremainIT {
    /** {@code -Xlog:class+load} with no decorations: the class, then where it came from. */
    private static final Pattern LOADED = Pattern.compile("(?m)^(\\S+) source: .*$");

    /** What waits for the span API, which a program may use at any time. */
    private static final List<String> SPANS = List.of(
            "dev.pitot.spans.Spans",
            "dev.pitot.spans.Spans$Host",
            "dev.pitot.spans.ApiTransformer",
            "dev.pitot.spans.OneClassTransformer",
            "dev.pitot.record.KnownSpans"); // an interface that it implements

    @TempDir
    Path directory;

    @Test
    void nothingOfFfmAndNoEventClassIsLoadedWithoutARecording() throws Exception {
        var with = classes(TracedJvm.of(directory).agentOptions("wait=5s"));
        assertThat(with).contains("dev.pitot.agent.Agent", Hello.class.getName());
        assertThat(with)
                .filteredOn(name -> name.startsWith("dev.pitot."))
                .filteredOn(name -> !name.equals("dev.pitot.plan.Budget")) // an option's value
                .filteredOn(name -> !name.startsWith("dev.pitot.it."))
                .filteredOn(name -> !SPANS.contains(name))
                .allMatch(name -> name.matches("dev\\.pitot\\.(agent|control|command|text)\\..*"));

        // The JDK itself loads some of java.lang.foreign from its archive.
        var more = new HashSet<>(with);
        more.removeAll(classes(TracedJvm.of(directory).withoutAgent()));
        assertThat(more)
                .isNotEmpty()
                .noneMatch(
                        name -> name.startsWith("java.lang.foreign.") || name.startsWith("jdk.internal.foreign.abi."));
        assertThat(more)
                .as("JFR is not started")
                .doesNotContain("jdk.jfr.internal.JVMUpcalls", "jdk.jfr.internal.Repository");
    }

    @Test
    void jfrIsNotInitializedAndNoThreadIsStarted() throws Exception {
        var run = TracedJvm.of(directory).run(Says.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("initialized: false, Pitot's threads: 0\n");
    }

    private static Set<String> classes(TracedJvm jvm) throws Exception {
        var run = jvm.jvm("-Xlog:class+load=info:stdout:none").run(Hello.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        var classes = new HashSet<String>();
        LOADED.matcher(run.out()).results().forEach(match -> classes.add(match.group(1)));
        assertThat(classes).hasSizeGreaterThan(300);
        return classes;
    }

    static final class Hello {
        public static void main(String[] arguments) {
            System.out.println("hello");
        }
    }

    static final class Says {
        public static void main(String[] arguments) {
            var threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("pitot-"))
                    .count();
            System.out.println(
                    "initialized: " + jdk.jfr.FlightRecorder.isInitialized() + ", Pitot's threads: " + threads);
        }
    }
}
