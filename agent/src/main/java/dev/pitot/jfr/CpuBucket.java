package dev.pitot.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** A row of a histogram of the threads of one kind. */
public abstract class CpuBucket extends Bucket {
    @Label("Kind")
    @Description("Of threads: Java, GC, compiler, VM or Pitot")
    public @Nullable String kind;
}
