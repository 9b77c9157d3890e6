package dev.pitot.report.collect;

import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.EventFields;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/** Adds up block requests. The histogram is exact to 1 % and takes some hundred bytes. */
final class Requests {

    private long reads;
    private long writes;
    private long bytes;
    private long flushes;
    private long discards;
    private long discardedBytes;
    private long others;
    private long diskNanos;
    private long maxNanos;
    private final PackedHistogram latencies = new PackedHistogram(2);

    Requests plus(EventFields event) {
        count(event.text("operation"), event.number("bytes"));
        addLatency(Math.max(0, event.nanos("queueTime") + event.nanos("serviceTime")));
        return this;
    }

    private void count(@Nullable String operation, long size) {
        switch (operation) {
            case "read" -> {
                reads++;
                bytes += size;
            }
            case "write", "zone-append" -> {
                writes++;
                bytes += size;
            }
            case "flush" -> flushes++;
            case "discard", "secure-erase" -> {
                discards++;
                discardedBytes += size;
            }
            case null, default -> others++;
        }
    }

    private void addLatency(long nanos) {
        diskNanos += nanos;
        maxNanos = Math.max(maxNanos, nanos);
        latencies.recordValue(nanos);
    }

    long count() {
        return reads + writes + flushes + discards + others;
    }

    DiskTotal total(String name) {
        return new DiskTotal(
                name,
                reads,
                writes,
                bytes,
                flushes,
                discards,
                discardedBytes,
                others,
                diskNanos,
                percentile(50),
                percentile(99),
                maxNanos);
    }

    private long percentile(double percent) {
        return Math.min(maxNanos, latencies.getValueAtPercentile(percent));
    }
}
