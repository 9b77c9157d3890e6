package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** Source: {@code sched_switch} (switches.c). */
@Name("pitot.RunQueueLatency")
@Label("Run Queue Latency")
@Description("Histogram row of the time runnable threads waited for a CPU")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class RunQueueLatency extends CpuBucket {}
