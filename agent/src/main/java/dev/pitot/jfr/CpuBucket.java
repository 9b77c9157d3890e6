package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** A row of a histogram over the threads of one kind. */
public abstract class CpuBucket extends Bucket {
    @Label("Thread Kind")
    @Description("Kind of the threads: Java, GC, compiler, VM or Pitot")
    public @Nullable String kind;
}
