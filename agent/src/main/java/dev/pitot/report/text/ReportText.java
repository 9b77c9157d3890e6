package dev.pitot.report.text;

import dev.pitot.report.model.Report;
import java.time.ZoneId;

/** A report as text; sections about which the recording says nothing are left out. ASCII, for any terminal. */
public final class ReportText {

    /** In fewer columns the bills do not fit. */
    public static final int NARROWEST = 80;

    private ReportText() {}

    /**
     * The whole text, without a line break at its end.
     *
     * @param width of a line in columns, {@link #NARROWEST} at least
     * @param zone of the clock times
     */
    public static String of(Report report, int width, ZoneId zone, Style style) {
        var page = new Page(Math.max(NARROWEST, width), zone, style);
        CoverageText.write(report.coverage(), report.header(), page);
        HeaderText.write(report.header(), page);
        PhaseText.write(report.phases(), report.coverage(), page);
        DiskText.write(report.disk(), page);
        CpuText.write(report.cpu(), page);
        WaitText.write(report.waits(), page);
        HistogramText.write(report.histograms(), page);
        CostText.write(report.cost(), page);
        return page.text();
    }
}
