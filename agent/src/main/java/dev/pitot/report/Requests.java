package dev.pitot.report;

import org.HdrHistogram.PackedHistogram;

/** Block requests being added up. The histogram is exact to 1 % and takes some hundred bytes. */
final class Requests {

    private long reads;
    private long writes;
    private long others;
    private long bytes;
    private long diskNanos;
    private long maxNanos;
    private final PackedHistogram latencies = new PackedHistogram(2);

    Requests plus(Fields event) {
        switch (event.text("operation")) {
            case "read" -> reads++;
            case "write" -> writes++;
            case null, default -> others++;
        }
        bytes += event.number("bytes");
        addLatency(Math.max(0, event.nanos("queueTime") + event.nanos("serviceTime")));
        return this;
    }

    private void addLatency(long nanos) {
        diskNanos += nanos;
        maxNanos = Math.max(maxNanos, nanos);
        latencies.recordValue(nanos);
    }

    DiskTotal total(String name) {
        return new DiskTotal(name, reads, writes, others, bytes, diskNanos, percentile(50), percentile(99), maxNanos);
    }

    private long percentile(double percent) {
        return Math.min(maxNanos, latencies.getValueAtPercentile(percent));
    }
}
