package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;

/** An event with a bill that also counts page faults, by {@code struct task_struct}. */
public abstract class Billed extends BilledTime {
    @Label("Major Faults")
    @Description("Number of page faults that waited for I/O")
    public long majorFaults;

    @Label("Minor Faults")
    @Description("Number of page faults that did not wait for I/O")
    public long minorFaults;
}
