package dev.pitot.report.collect;

import dev.pitot.report.collect.ForgedEvents.BlockIoLatency;
import dev.pitot.report.collect.ForgedEvents.Bucket;
import dev.pitot.report.collect.ForgedEvents.CpuBucket;
import dev.pitot.report.collect.ForgedEvents.OffCpuTime;
import dev.pitot.report.collect.ForgedEvents.OnCpuTime;
import dev.pitot.report.collect.ForgedEvents.PoorOnCpuTime;
import dev.pitot.report.collect.ForgedEvents.RunQueueLatency;

/** Rows of histograms with known numbers. */
final class SampleHistograms {

    private static final long SECOND = 1_000_000_000;
    private static final long MICRO = 1_000;

    private SampleHistograms() {}

    /** Two periods: 23 reads, 7 writes back, and the threads of two kinds. */
    static void commit() {
        for (int period = 0; period < 2; period++) {
            requests("read", false, true, 64, 5, 5 * 100 * MICRO + 1);
            requests("read", false, false, 32, 5, 5 * 50 * MICRO);
            cpu(new OnCpuTime(), "Java", 0, 3, 3 * MICRO + 1);
            cpu(new OffCpuTime(), "Java", 1 << 20, 1, 1_500_000 * MICRO);
        }
        requests("read", false, true, 128, 13, 13 * 200 * MICRO + 3);
        requests("read", false, false, 64, 13, 13 * 70 * MICRO);
        requests("write", true, true, 4, 7, 7 * 5 * MICRO);
        cpu(new OnCpuTime(), "GC", 1024, 2, 2 * 1500 * MICRO);
        cpu(new RunQueueLatency(), "compiler\u001b[31m", 8, 1, 10 * MICRO);
    }

    private static void requests(String operation, boolean async, boolean queued, long micros, long count, long total) {
        var event = new BlockIoLatency();
        event.device = "vda";
        event.operation = operation;
        event.async = async;
        event.queued = queued;
        commit(event, micros * MICRO, Math.max(2, 2 * micros) * MICRO, count, total);
    }

    private static void cpu(CpuBucket event, String kind, long micros, long count, long total) {
        event.kind = kind;
        commit(event, micros * MICRO, Math.max(2, 2 * micros) * MICRO, count, total);
    }

    private static void commit(Bucket event, long atLeast, long below, long count, long total) {
        event.row(atLeast, below, count, total);
        ForgedEvents.commit(event, SECOND, SECOND, nothing -> {});
    }

    /** Rows that no histogram has, and among them two of 2 to 4 us that overflow together. */
    static void commitHostile() {
        onCpu(2 * MICRO, 4 * MICRO, Long.MAX_VALUE, Long.MAX_VALUE - 1);
        onCpu(2 * MICRO, 4 * MICRO, 23, 23 * 3 * MICRO);
        onCpu(2 * MICRO, 4 * MICRO, -1, 1);
        onCpu(2 * MICRO, 4 * MICRO, 0, 0);
        onCpu(2 * MICRO, 4 * MICRO, 1, -1);
        onCpu(4 * MICRO, 2 * MICRO, 1, 1);
        onCpu(2 * MICRO, 8 * MICRO, 1, 1);
        onCpu(3 * MICRO, 6 * MICRO, 1, 1);
        onCpu(0, 0, 1, 1);
        onCpu(0, 1, 1, 1);
        onCpu(-4 * MICRO, -2 * MICRO, 1, 1);
        onCpu(Long.MIN_VALUE, Long.MIN_VALUE, 1, 1);
        onCpu(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1);
        new PoorOnCpuTime().commit();
    }

    private static void onCpu(long atLeast, long below, long count, long total) {
        commit(new OnCpuTime(), atLeast, below, count, total);
    }
}
