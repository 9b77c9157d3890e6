package dev.pitot.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;

/** How long threads that could run waited for a CPU. */
@Name("pitot.RunQueueLatency")
@Label("Run Queue Latency")
@Description("How long threads that could run waited for a CPU")
@Category({"Pitot", "CPU"})
@Period("10 s")
@Registered(false)
public final class RunQueueLatency extends CpuBucket {}
