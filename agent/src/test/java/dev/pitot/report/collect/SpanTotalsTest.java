package dev.pitot.report.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pitot.report.collect.ForgedEvents.ClassLoad;
import dev.pitot.report.collect.ForgedEvents.Span;
import dev.pitot.report.collect.ForgedEvents.UnmountedSpan;
import dev.pitot.report.model.Report;
import dev.pitot.report.model.SpanKey;
import dev.pitot.report.text.ReportText;
import dev.pitot.report.text.Style;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans as the summary adds them up. */
class SpanTotalsTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    /** Ticks are no nanoseconds, and the test measures their length: what a duration may be off by. */
    private static final long TICKS = 300_000;

    @TempDir
    Path folder;

    @Test
    void eachMethodHasItsCountTimeAndBillTheLongestFirst() throws Exception {
        var spans = read(SpanTotalsTest::shop, 10).spans();
        assertThat(spans.recorded().count()).isEqualTo(101);
        assertThat(spans.keys().of()).isEqualTo(2);
        assertThat(spans.rest()).isNull();
        var place = spans.keys().entries().getFirst();
        assertThat(place.key()).isEqualTo(new SpanKey("com.acme.Shop", "place(Order)"));
        assertThat(place.count()).isEqualTo(100);
        assertThat(place.totalNanos()).isCloseTo(5050 * MILLI, within(100 * TICKS));
        assertThat(place.p50Nanos()).isCloseTo(50 * MILLI, within(MILLI));
        assertThat(place.p99Nanos()).isCloseTo(99 * MILLI, within(2 * MILLI));
        assertThat(place.maxNanos()).isCloseTo(100 * MILLI, within(TICKS));
        assertThat(place.bill().runQueueNanos()).isEqualTo(100 * MILLI);
        assertThat(spans.keys().entries().getLast().key().method()).isEqualTo("find()");
    }

    @Test
    void theLongestSpansHaveTheirOwnBill() throws Exception {
        var report = read(SpanTotalsTest::shop, 3);
        var longest = report.spans().longest();
        assertThat(longest.of()).isEqualTo(101);
        assertThat(longest.entries())
                .hasSize(3)
                .isSortedAccordingTo((one, other) -> Long.compare(other.durationNanos(), one.durationNanos()));
        var first = longest.entries().getFirst();
        assertThat(first.durationNanos()).isCloseTo(100 * MILLI, within(TICKS));
        assertThat(first.bill().ioWaitNanos()).isEqualTo(99 * MILLI);
        assertThat(first.thread().name()).isEqualTo("worker");
        assertThat(text(report, 100))
                .containsPattern("\nLongest spans, 3 of 101\n  time +span +thread +mostly\n")
                .containsPattern("\n  [0-9:.]+  Shop\\.place\\(\\.\\.\\)  worker  ioWait\n");
    }

    @Test
    void theRestIsOneRow() throws Exception {
        var spans = read(
                        () -> {
                            span("A", "a()", 900, 1);
                            span("B", "b()", 20, 1);
                            span("B", "b()", 40, 1);
                            span("C", "c()", 30, 1);
                        },
                        1)
                .spans();
        assertThat(spans.keys().entries())
                .extracting(total -> total.key().className())
                .containsExactly("A");
        assertThat(spans.rest()).satisfies(rest -> {
            assertThat(rest.key().method()).isEqualTo("(2 others)");
            assertThat(rest.count()).isEqualTo(3);
            assertThat(rest.totalNanos()).isCloseTo(90 * MILLI, within(3 * TICKS));
            assertThat(rest.p50Nanos()).isCloseTo(30 * MILLI, within(MILLI));
            assertThat(rest.maxNanos()).isCloseTo(40 * MILLI, within(TICKS));
            assertThat(rest.bill().runQueueNanos()).isEqualTo(3 * MILLI);
        });
    }

    @Test
    void aNameIsAsShortAsItCanBe() throws Exception {
        var report = read(
                () -> {
                    span("com.acme.Shop", "place(Order)", 20, 1);
                    span("org.other.Shop", "place(Order)", 20, 1);
                    span("com.acme.Bill", "of(long)", 20, 1);
                    span("com.acme.Bill", "of(int)", 20, 1);
                    span("com.acme.Till", "open()", 20, 1);
                    forge(new Span(), 20, event -> {
                        event.method = "checkout";
                        event.tags = "order=4711";
                    });
                },
                10);
        assertThat(text(report, 120))
                .contains("\n  com.acme.Shop.place(Order) ", "\n  org.other.Shop.place(Order) ")
                .contains(
                        "\n  Bill.of(long) ",
                        "\n  Bill.of(int) ",
                        "\n  Till.open() ",
                        "\n  checkout ",
                        "\n                order=4711");
    }

    @Test
    void spansWithoutBillAreSaidWithTheMostFrequentReason() throws Exception {
        var report = read(
                () -> {
                    noBill("rare");
                    noBill("frequent");
                    noBill("frequent");
                    span("A", "billed()", 10, 1);
                },
                10);
        assertThat(report.spans().withoutBill()).isEqualTo(3);
        assertThat(text(report, 100))
                .contains("\n  without a bill: 3, mostly because: frequent\n")
                .containsPattern("\n +\\d+\\.\\d{3} ms   no bill: rare\n");
    }

    @Test
    void onlyANestedSpanMakesTheReportSaySo() throws Exception {
        var nested = read(
                () -> forge(new Span(), 20, event -> {
                    event.method = "inner()";
                    event.parentId = 7;
                }),
                10);
        assertThat(text(nested, 100)).contains("some spans are inside others");
        assertThat(text(read(SpanTotalsTest::shop, 10), 100)).doesNotContain("some spans are inside others");
    }

    @Test
    void timeOffTheCarrierHasAColumnIfThereIsAny() throws Exception {
        var report = read(
                () -> forge(new UnmountedSpan(), 50, event -> {
                    event.className = "acme.Errand";
                    event.method = "run()";
                    event.unmounted = 40 * MILLI;
                    event.waitedForCarrier = 2 * MILLI;
                    event.bill(10 * MILLI, 0, 0, 0);
                }),
                10);
        var only = report.spans().keys().entries().getFirst();
        assertThat(only.bill().unmountedNanos()).isEqualTo(40 * MILLI);
        assertThat(only.bill().unaccountedNanos()).isCloseTo(0, within(TICKS));
        assertThat(text(report, 100))
                .containsPattern("blocked +unmounted")
                .contains("  unmounted\n", "waited for a carrier 2.00 ms");
        assertThat(text(read(SpanTotalsTest::shop, 10), 100)).doesNotContain("unmounted");
    }

    @Test
    void theThresholdIsSaid() throws Exception {
        var report = read(
                () -> {
                    SampleRecording.status("pitot.Span", true, 10 * SECOND, 20 * SECOND, "accounts", 5 * MILLI);
                    span("A", "a()", 10, 1);
                },
                10);
        assertThat(text(report, 100)).contains("\n  recorded: 1 spans, those of at least 5.00 ms\n");
    }

    /** A span on a main thread would be around all class loads. */
    @Test
    void aSpanHidesNoPhaseInside() throws Exception {
        var report = read(
                () -> {
                    span("A", "main()", 500, 1);
                    ForgedEvents.commit(new ClassLoad(), SECOND - 100 * MILLI, 50 * MILLI, event -> {
                        event.osThreadId = 1;
                        event.osThreadName = "worker";
                        event.bill(0, 0, 50 * MILLI, 0);
                    });
                },
                10);
        assertThat(report.phases().types()).extracting("type").containsExactly("ClassLoad");
        assertThat(report.phases().longestIoWaits().entries()).hasSize(1);
    }

    @Test
    void moreNamesThanAreKeptAreCountedTogether() throws Exception {
        var report = read(
                () -> {
                    for (var i = 0; i < 20_005; i++) {
                        span(null, "order " + i, 1, 0);
                    }
                },
                10);
        assertThat(report.spans().unnamed()).isEqualTo(5);
        assertThat(report.spans().recorded().count()).isEqualTo(20_005);
        assertThat(text(report, 100)).contains("too many names: 5 spans are counted together as (other spans)");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 200})
    void noLineIsWiderThanThePage(int width) throws Exception {
        var report = read(
                () -> {
                    shop();
                    noBill("word ".repeat(100));
                    forge(new UnmountedSpan(), 50, event -> {
                        event.className = "a.".repeat(200) + "Errand";
                        event.method = "run(" + "int, ".repeat(200) + "int)";
                        event.unmounted = 40 * MILLI;
                        event.waitedForCarrier = 2 * MILLI;
                    });
                },
                10);
        assertThat(text(report, width).lines()).allMatch(line -> line.length() <= width);
    }

    @Test
    void aRecordingWithoutSpansHasNoSectionOfThem() throws Exception {
        var report = read(() -> {}, 10);
        assertThat(report.spans().keys().entries()).isEmpty();
        assertThat(text(report, 100)).doesNotContain("Where spans");
    }

    private static void shop() {
        for (var i = 1; i <= 100; i++) {
            span("com.acme.Shop", "place(Order)", i, 1);
        }
        span("com.acme.Till", "find()", 1, 0);
    }

    private static void span(String type, String method, long millis, long runQueueMillis) {
        forge(new Span(), millis, event -> {
            event.className = type;
            event.method = method;
            event.bill(0, runQueueMillis * MILLI, (millis - runQueueMillis) * MILLI, 0);
        });
    }

    private static void noBill(String why) {
        forge(new Span(), 20, event -> {
            event.method = "dark()";
            event.noBill = why;
        });
    }

    private static <E extends Span> void forge(E span, long millis, Consumer<E> fields) {
        span.osThreadId = 1;
        span.osThreadName = "worker";
        ForgedEvents.commit(span, SECOND, millis * MILLI, fields);
    }

    private Report read(Runnable events, int top) throws Exception {
        var file = folder.resolve("spans.jfr");
        SampleRecording.record(file, events);
        return RecordingReader.read(file, top);
    }

    private static String text(Report report, int width) {
        return ReportText.of(report, width, ZoneOffset.UTC, Style.PLAIN);
    }
}
