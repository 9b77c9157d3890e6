package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** Source: {@code sched_switch} (switches.c). */
@Name("pitot.OnCpuTime")
@Label("On-CPU Time")
@Description("Histogram row of the time threads ran on a CPU, from one switch to the next")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class OnCpuTime extends CpuBucket {}
