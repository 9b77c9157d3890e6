package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Errands;
import acme.Relay;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans of tasks that run on other threads. */
@RequiresKernel
class FollowedSpanIT {
    /** Each of these runs a span of its own name on another thread. */
    private static final List<String> HANDED_OVER = List.of(
            "submit",
            "execute",
            "all",
            "virtual",
            "fork-join",
            "twice",
            "thread",
            "virtual thread",
            "nested thread",
            "future",
            "tree",
            "schedule",
            "scope");

    @TempDir
    Path directory;

    @Test
    void theOutermostSpanOfATaskNamesThatInWhichItWasStarted() throws Exception {
        var run = run("follow=true,");
        var outer = byName(run, "outer(String, Callable)");
        for (var name : HANDED_OVER) {
            assertThat(inner(run, name)).as(name).isNotEmpty().allSatisfy(span -> {
                assertThat(span.getLong("startedById") + span.getLong("parentId"))
                        .isEqualTo(id(outer, name));
                assertThat(span.getLong("startedById") == 0)
                        .isEqualTo(span.getThread().getJavaName().equals("main"));
            });
        }
        assertStartedBy(run, outer, "through", "twice");
        assertStartedBy(run, outer, "grandchild", "nested thread");
        assertStartedBy(run, outer, "afterwards", "nested thread");
        assertStartedBy(run, outer, "stage", "future");
        assertStartedBy(run, outer, "stage in pool", "future");
        assertStartedBy(run, outer, "period 1", "periodic");
        assertStartedBy(run, outer, "first", "starts the worker");
        assertThat(inner(run, "stream")).hasSize(1000).allSatisfy(span -> assertThat(
                        span.getLong("startedById") + span.getLong("parentId"))
                .isEqualTo(id(outer, "stream")));
    }

    @Test
    void noLinkOutlivesItsTask() throws Exception {
        var run = run("follow=true,");
        for (var name : List.of(
                "in none",
                "period 2",
                "stranger on the pool",
                "stranger on the common pool",
                "stranger on a virtual thread",
                "second",
                "on the idle worker",
                "shared",
                "refused",
                "after all")) {
            assertThat(inner(run, name)).as(name).isNotEmpty().allSatisfy(span -> {
                assertThat(span.getLong("startedById")).isZero();
                assertThat(span.getLong("parentId")).isZero();
            });
        }
        assertThat(inner(run, "shared")).hasSize(2);
        assertThat(inner(run, "cancelled")).isEmpty();
    }

    @Test
    void withoutTheOptionNothingIsFollowed() throws Exception {
        assertThat(run("").events("pitot.Span")).isNotEmpty().allSatisfy(span -> assertThat(span.getLong("startedById"))
                .isZero());
    }

    /** The scheduler of virtual threads hands over a task at each turn, also in a span. */
    @Test
    void virtualThreadsGoOnInTheirOwnSpans() throws Exception {
        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off,follow=true,span=acme.Errands::*,span=!acme.Errands::spin,"
                        + "span=!acme.Errands::cpuTime,span=!acme.Errands::sleepInUpcall")
                .recordOnly("pitot.Span")
                .record("pitot.Span", "0 ns")
                .run(Errands.class, directory.resolve("file").toString(), "500", "200");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        var spans = run.events("pitot.Span");
        var main = spans.stream()
                .filter(span -> span.getString("method").equals("main(String[])"))
                .findFirst()
                .orElseThrow();
        assertThat(spans)
                .filteredOn(span -> span.getString("method").equals("errand(int)"))
                .hasSize(500)
                .allSatisfy(span -> assertThat(span.getLong("startedById")).isEqualTo(main.getLong("spanId")));
        assertThat(spans)
                .filteredOn(span -> span.getLong("parentId") != 0)
                .isNotEmpty()
                .allSatisfy(span -> assertThat(span.getLong("startedById")).isZero());
    }

    private Run run(String options) throws Exception {
        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off," + options
                        + "span=acme.Relay::outer{name:0},span=acme.Relay::inner{name:0}")
                .jvm("--enable-preview")
                .recordOnly("pitot.Span")
                .record("pitot.Span", "0 ns")
                .run(Relay.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("null\ndone\n");
        assertThat(run.exit()).isZero();
        return run;
    }

    private static void assertStartedBy(Run run, Map<String, Long> outer, String inner, String name) throws Exception {
        assertThat(inner(run, inner)).as(inner).isNotEmpty().allSatisfy(span -> assertThat(span.getLong("startedById"))
                .isEqualTo(id(outer, name)));
    }

    private static long id(Map<String, Long> outer, String name) {
        return outer.getOrDefault("name=" + name, -1L);
    }

    private static List<RecordedEvent> inner(Run run, String name) throws Exception {
        return run.events("pitot.Span").stream()
                .filter(span -> span.getString("method").equals("inner(String)"))
                .filter(span -> span.getString("tags").equals("name=" + name))
                .toList();
    }

    private static Map<String, Long> byName(Run run, String method) throws Exception {
        return run.events("pitot.Span").stream()
                .filter(span -> span.getString("method").equals(method))
                .collect(Collectors.toMap(span -> span.getString("tags"), span -> span.getLong("spanId")));
    }
}
