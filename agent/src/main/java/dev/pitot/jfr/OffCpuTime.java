package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** Source: {@code sched_switch} (switches.c). */
@Name("pitot.OffCpuTime")
@Label("Off-CPU Time")
@Description("Histogram row of the time threads spent off the CPU, asleep or waiting for a CPU")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class OffCpuTime extends CpuBucket {}
