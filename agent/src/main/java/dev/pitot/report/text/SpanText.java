package dev.pitot.report.text;

import dev.pitot.report.model.SingleSpan;
import dev.pitot.report.model.SpanKey;
import dev.pitot.report.model.SpanTotal;
import dev.pitot.report.model.SpanTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints spans: where their time went, by class and method, and the longest of them. */
final class SpanText {
    private static final String TAGS = " ".repeat(16);

    private SpanText() {}

    static void write(SpanTotals spans, Page page) {
        if (spans.keys().entries().isEmpty()) {
            return;
        }
        var names = new SpanNames(
                Stream.concat(keys(spans), spans.longest().entries().stream().map(SingleSpan::key))
                        .collect(Collectors.toSet()));
        page.heading("Where spans spent their time" + RecordedText.of(spans.keys()));
        page.paragraph(RecordedText.line(spans.recorded(), "spans"));
        remarks(spans, page);
        totals(rows(spans), names, page);
        longest(spans, names, page);
    }

    private static Stream<SpanKey> keys(SpanTotals spans) {
        return rows(spans).stream().map(SpanTotal::key);
    }

    private static List<SpanTotal> rows(SpanTotals spans) {
        var rows = new ArrayList<>(spans.keys().entries());
        if (spans.rest() != null) {
            rows.add(spans.rest());
        }
        return rows;
    }

    private static void remarks(SpanTotals spans, Page page) {
        if (spans.nested()) {
            page.paragraph("some spans are inside others: the time of the outer one includes theirs");
        }
        if (spans.withoutBill() > 0) {
            page.paragraph(
                    "without a bill: " + Human.count(spans.withoutBill()) + ", mostly because: " + spans.noBill());
        }
        if (spans.unnamed() > 0) {
            page.paragraph("too many names: " + Human.count(spans.unnamed()) + " spans are counted together as "
                    + SpanKey.OTHERS.method());
        }
    }

    private static void totals(List<SpanTotal> rows, SpanNames names, Page page) {
        var columns = new SpanColumns(rows.stream().map(SpanTotal::bill).toList());
        var table = page.table(
                        Column.elastic("span"),
                        Column.right("count"),
                        Column.right("total"),
                        Column.right("p50"),
                        Column.right("p99"),
                        Column.right("max"))
                .titlesBelow("    " + BillColumns.joined("  ", columns.titles()));
        for (var row : rows) {
            table.row(
                    List.of("    " + BillColumns.joined("  ", BillColumns.shares(columns.parts(row.bill())))),
                    names.of(row.key()),
                    Human.count(row.count()),
                    Human.duration(row.totalNanos()),
                    Human.duration(row.p50Nanos()),
                    Human.duration(row.p99Nanos()),
                    Human.duration(row.maxNanos()));
        }
        page.table(table);
    }

    private static void longest(SpanTotals spans, SpanNames names, Page page) {
        var longest = spans.longest().entries();
        var columns = new SpanColumns(longest.stream()
                .filter(SpanText::isBilled)
                .map(SingleSpan::bill)
                .toList());
        page.heading("Longest spans" + RecordedText.of(spans.longest()));
        var table = page.table(
                        Column.left("time"), Column.elastic("span"), Column.elastic("thread"), Column.left("mostly"))
                .titlesBelow(BillColumns.titles(columns.titles()));
        for (var span : longest) {
            table.row(
                    below(span, columns, page),
                    page.time(span.start()),
                    names.of(span.key()),
                    span.thread().name(),
                    isBilled(span) ? SpanColumns.largest(span.bill()) : "");
        }
        page.table(table);
    }

    private static boolean isBilled(SingleSpan span) {
        return span.noBill() == null;
    }

    private static List<String> below(SingleSpan span, SpanColumns columns, Page page) {
        var lines = new ArrayList<>(bill(span, columns, page));
        if (span.tags() != null) {
            lines.add(TAGS + page.cut(span.tags(), TAGS.length()));
        }
        return lines;
    }

    private static List<String> bill(SingleSpan span, SpanColumns columns, Page page) {
        if (span.noBill() != null) {
            var begin = BillColumns.duration(span.durationNanos()) + "   no bill: ";
            return List.of(begin + page.cut(span.noBill(), begin.length()));
        }
        var bill = BillColumns.of(columns.parts(span.bill()));
        return span.waitedForCarrierNanos() == 0
                ? List.of(bill)
                : BillColumns.beside(
                        bill, "waited for a carrier " + Human.duration(span.waitedForCarrierNanos()), page.width());
    }
}
