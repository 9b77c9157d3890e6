package dev.pitot.report.text;

import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Coverage.Gap;
import dev.pitot.report.model.Header;

/** Prints what part of the recording was measured, and why the rest was not. */
final class CoverageText {
    private static final int MAX_GAPS = 20;
    private static final int LARGE_PART = 100; // an alarm if more than one of this many parts is missing

    private CoverageText() {}

    static void write(Coverage coverage, Header header, Page page) {
        if (coverage.measuredNanos() != null) {
            verdict(coverage.measuredNanos(), coverage, header.durationNanos(), page);
        } else if (!header.pitotEvents().isEmpty()) {
            page.line("Measured: unknown, because the recording has no pitot.ProbeStatus.");
        }
        coverage.gaps().stream().limit(MAX_GAPS).forEach(gap -> gap(gap, header, page));
        if (coverage.gaps().size() > MAX_GAPS) {
            page.line("  and " + Human.count(coverage.gaps().size() - MAX_GAPS) + " more gaps; --json lists all");
        }
    }

    private static void verdict(long measured, Coverage coverage, long recorded, Page page) {
        var all = Human.duration(recorded);
        if (measured == 0) {
            page.alarm("Measured: nothing of " + all);
        } else if (coverage.gaps().stream().noneMatch(gap -> gap.events().isEmpty())) {
            page.line("Measured: all " + all);
        } else {
            var part = "Measured: " + Human.duration(measured) + " of " + all;
            if (recorded - measured > recorded / LARGE_PART) {
                page.alarm(part);
            } else {
                page.line(part);
            }
        }
    }

    private static void gap(Gap gap, Header header, Page page) {
        var who = gap.events().isEmpty() ? "" : String.join(", ", gap.events()) + ": ";
        var isAll = gap.nanos() == header.durationNanos();
        var when = isAll
                ? "not at all"
                : "not for " + Human.duration(gap.nanos()) + ", from " + page.time(gap.from()) + " to "
                        + page.time(gap.to());
        page.paragraph(who + when + ": " + gap.why());
    }
}
