package dev.pitot.report.text;

import dev.pitot.report.model.Report;
import java.time.ZoneId;

/** Prints a report as ASCII text for any terminal. It leaves out sections without data. */
public final class ReportText {

    /** The least width into which bills fit. */
    public static final int NARROWEST = 80;

    private ReportText() {}

    /**
     * Returns the whole text, without a line break at its end.
     *
     * @param width width of a line in columns, at least {@link #NARROWEST}
     * @param zone time zone of the clock times
     */
    public static String of(Report report, int width, ZoneId zone, Style style) {
        var page = new Page(Math.max(NARROWEST, width), zone, style);
        CoverageText.write(report.coverage(), report.header(), page);
        HeaderText.write(report.header(), page);
        SpanText.write(report.spans(), page);
        PhaseText.write(report.phases(), report.coverage(), page);
        DiskText.write(report.disk(), page);
        CpuText.write(report.cpu(), page);
        WaitText.write(report.waits(), page);
        HistogramText.write(report.histograms(), page);
        CostText.write(report.cost(), page);
        return page.text();
    }
}
