package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What Pitot itself cost: a row for each program in the kernel and what it served, and one for the thread that makes events. */
@Name("pitot.ProbeCost")
@Label("Probe Cost")
@Description("What Pitot itself cost in a stretch of time in which that was measured")
@Category({"Pitot", "Agent"})
@Period("10 s")
@StackTrace(false)
@Registered(false)
public final class ProbeCost extends Event {
    @Label("Program")
    @Description("The program in the kernel, or the thread of Pitot's")
    public @Nullable String program;

    @Label("Event")
    @Description("The kind of event it ran for; none for what serves all")
    public @Nullable String event;

    @Label("Runs")
    @Description("How often it ran")
    public long runs;

    @Label("CPU Time")
    @Description(
            "How long that took; of a thread of Pitot's, as much of what it took since the last stretch as falls into this")
    @Timespan(Timespan.NANOSECONDS)
    public long cpuTime;

    @Label("Trap Time")
    @Description("What getting there took besides, at a probe in libjvm: runs times the calibrated cost of a trap")
    @Timespan(Timespan.NANOSECONDS)
    public long trapTime;

    @Label("Records")
    @Description("How many it handed over")
    public long records;

    @Label("Size")
    @Description("Bytes of those records")
    @DataAmount
    public long bytes;

    @Label("Share")
    @Description("CPU time and trap time as a part of the process's CPU time in the same stretch")
    @Percentage
    public double share;

    @Label("Overhead")
    @Description("What measuring added to each run; it is not in the CPU time any more")
    @Timespan(Timespan.NANOSECONDS)
    public long overhead;

    @Label("Source")
    @Description(
            "Where the CPU time is from: the kernel's statistics of programs, the programs' own, or the thread's clock")
    public @Nullable String source;
}
