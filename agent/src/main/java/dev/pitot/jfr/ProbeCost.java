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

/**
 * Source: {@code cost/CostMeter}. Each program has a row for each event that it serves; each thread of Pitot has a row.
 */
@Name("pitot.ProbeCost")
@Label("Probe Cost")
@Description("Cost of a BPF program or thread of Pitot, in a measured period")
@Category({"Pitot", "Agent"})
@Period("10 s")
@StackTrace(false)
@Registered(false)
public final class ProbeCost extends Event {
    @Label("Program")
    @Description(
            "Name of the BPF program or of the thread of Pitot; attach for what all threads took to attach the probes")
    public @Nullable String program;

    @Label("Event")
    @Description("Name of the event type the program ran for; not set if it serves all")
    public @Nullable String event;

    @Label("Runs")
    @Description("Number of runs of the program")
    public long runs;

    @Label("CPU Time")
    @Description("CPU time of the runs. For a thread of Pitot, its share of the CPU time since the previous period")
    @Timespan(Timespan.NANOSECONDS)
    public long cpuTime;

    @Label("Trap Time")
    @Description("Additional time of the traps at probes in libjvm: number of runs times the calibrated cost of a trap")
    @Timespan(Timespan.NANOSECONDS)
    public long trapTime;

    @Label("Records")
    @Description("Number of records passed to the agent")
    public long records;

    @Label("Size")
    @Description("Size of these records")
    @DataAmount
    public long bytes;

    @Label("Share")
    @Description("CPU time and trap time as a share of the process's CPU time in the same period")
    @Percentage
    public double share;

    @Label("Overhead")
    @Description("Time that measuring added to each run; not part of the CPU time")
    @Timespan(Timespan.NANOSECONDS)
    public long overhead;

    @Label("Source")
    @Description(
            "Source of the CPU time: the kernel's statistics of BPF programs, the programs' own timing, or the clock of the thread")
    public @Nullable String source;
}
