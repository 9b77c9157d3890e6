package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** How long threads were off the CPU at a time, whether they slept or waited for it. */
@Name("pitot.OffCpuTime")
@Label("Off-CPU Time")
@Description("How long threads were off the CPU at a time, whether they slept or waited for it")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class OffCpuTime extends CpuBucket {}
