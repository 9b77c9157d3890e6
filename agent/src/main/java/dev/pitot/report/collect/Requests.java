package dev.pitot.report.collect;

import dev.pitot.report.model.DiskTotal;
import dev.pitot.report.model.EventFields;
import org.jspecify.annotations.Nullable;

/** Adds up block requests. */
final class Requests {

    private long reads;
    private long writes;
    private long bytes;
    private long flushes;
    private long discards;
    private long discardedBytes;
    private long others;
    private final Durations latencies = new Durations();

    Requests plus(EventFields event) {
        count(event.text("operation"), event.number("bytes"));
        latencies.add(Math.max(0, event.nanos("queueTime") + event.nanos("serviceTime")));
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
                latencies.sum(),
                latencies.percentile(50),
                latencies.percentile(99),
                latencies.max());
    }
}
