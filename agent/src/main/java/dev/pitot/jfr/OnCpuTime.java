package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** How long threads had a CPU at a time, from one switch to the next. */
@Name("pitot.OnCpuTime")
@Label("On-CPU Time")
@Description("How long threads had a CPU at a time, from one switch to the next")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class OnCpuTime extends CpuBucket {}
