package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Checkout;
import com.sun.tools.attach.VirtualMachine;
import dev.pitot.testkit.Bill;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans that a program begins and ends itself, without the option span. */
@RequiresKernel
class NamedSpanIT {
    @TempDir
    Path directory;

    @Test
    void aSpanHasItsNameTagsAndBill() throws Exception {
        var run = recording("0 ns").run(Checkout.class, "orders");
        assertDone(run);
        assertThat(run.out()).contains("on purpose, suppressed 0\n");
        var checkouts = spans(run, "checkout");
        assertThat(checkouts)
                .extracting(span -> span.getString("tags"))
                .containsExactlyElementsOf(IntStream.range(0, Checkout.ORDERS)
                        .mapToObj(order -> "order=" + (4711 + order) + ", customer=mary")
                        .toList());
        assertThat(checkouts).allSatisfy(span -> {
            assertThat(span.getString("className")).isNull();
            assertThat(Bill.of(span).sum()).isEqualTo(Bill.of(span).duration());
            assertThat(span.getStackTrace().getFrames().getFirst().getMethod().getName())
                    .isEqualTo("orders");
        });
        assertThat(spans(run, "pay")).hasSize(Checkout.ORDERS).allSatisfy(span -> {
            assertThat(checkouts).extracting(outer -> outer.getLong("spanId")).contains(span.getLong("parentId"));
            assertThat(span.getString("tags")).isNull();
            assertThat(span.getDuration().toMillis()).isGreaterThanOrEqualTo(Checkout.MILLIS);
        });
        assertThat(spans(run, "refused")).singleElement().satisfies(span -> assertThat(span.getString("tags"))
                .isEqualTo("order=4711"));
    }

    @Test
    void aShortSpanIsNoEvent() throws Exception {
        var run = recording("10 ms").run(Checkout.class, "orders");
        assertDone(run);
        assertThat(spans(run, "checkout")).hasSize(Checkout.ORDERS);
        assertThat(spans(run, "refused")).isEmpty();
    }

    @Test
    void mistakesDoNoHarm() throws Exception {
        var run = recording("0 ns").run(Checkout.class, "mistakes");
        assertDone(run);
        for (var name : List.of("ended elsewhere", "never ended", "in a text")) {
            assertThat(spans(run, name)).as(name).isEmpty();
        }
        for (var name : List.of("on the other thread", "inner on the other thread", "in its place", "after all")) {
            assertThat(spans(run, name)).as(name).singleElement().satisfies(span -> assertThat(span.getString("tags"))
                    .contains("="));
        }
        assertThat(spans(run, "ended twice")).hasSize(1);
        assertThat(spans(run, "bad tags")).singleElement().satisfies(span -> assertThat(
                        span.getString("tags").split(", "))
                .hasSize(8)
                .startsWith("nothing=null", "bad=?")
                .allMatch(tag -> tag.length() <= 100));
    }

    @Test
    void tooManyNamesAreCountedTogether() throws Exception {
        var run = recording("0 ns").run(Checkout.class, "names");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).endsWith("done\n");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("pitot: spans have more than 10000 names")
                .endsWith("put what varies into a tag");
        assertThat(spans(run, "(other names)")).hasSize(Checkout.NAMES - 10_000 + 1); // the first name is "warm-up"
        assertThat(spans(run, "order 9998")).hasSize(1);
    }

    @Test
    void eachClassLoaderMayHaveItsOwnApi() throws Exception {
        var run = recording("0 ns").run(Checkout.class, "loaders");
        assertDone(run);
        assertThat(spans(run, "apart")).hasSize(2);
    }

    @Test
    void theAgentMayComeAfterTheApi() throws Exception {
        var jvm = recording("0 ns").withoutAgent().jvm("-XX:+EnableDynamicAgentLoading");
        try (var running = jvm.start(Checkout.class, "orders")) {
            running.awaitLine("ready");
            var machine = VirtualMachine.attach(Long.toString(running.process().pid()));
            machine.loadAgent(TracedJvm.JAR.toString(), "budget=off");
            machine.detach();
            var run = running.await();
            assertDone(run);
            assertThat(spans(run, "checkout")).hasSize(Checkout.ORDERS);
        }
    }

    @Test
    void withoutTheAgentTheProgramGoesItsWay() throws Exception {
        var run = TracedJvm.of(directory).withoutAgent().run(Ordinary.class);
        assertThat(run.out()).isEqualTo("0\n");
        assertThat(run.exit()).isZero();
    }

    /** Uses the API once. */
    static final class Ordinary {
        public static void main(String[] arguments) {
            var token = dev.pitot.span.Spans.begin("any");
            dev.pitot.span.Spans.end(token);
            System.out.println(token);
        }
    }

    private TracedJvm recording(String threshold) {
        return TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off")
                .recordOnly("pitot.Span")
                .record("pitot.Span", threshold);
    }

    private static void assertDone(Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).endsWith("done\n");
        assertThat(run.exit()).isZero();
    }

    private static List<RecordedEvent> spans(Run run, String name) throws Exception {
        return run.events("pitot.Span").stream()
                .filter(span -> name.equals(span.getString("method")))
                .toList();
    }
}
