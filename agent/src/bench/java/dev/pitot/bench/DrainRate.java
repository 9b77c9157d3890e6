package dev.pitot.bench;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.CpuTime;
import dev.pitot.bpf.RingBuffer;
import dev.pitot.jfr.Events;
import dev.pitot.record.Clock;
import dev.pitot.record.Records;
import dev.pitot.record.ThreadNames;
import dev.pitot.testkit.UnparkProbe;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/**
 * The drain alone: a ring buffer that a program in the kernel has filled with records of parks is emptied into a recording's file,
 * by CPU time of the thread that does it. Filled and emptied in turn, so no load competes for the core.
 */
final class DrainRate {
    private DrainRate() {}

    static List<Row> measure() throws Exception {
        var lines = Jvm.lines(List.of("--enable-native-access=ALL-UNNAMED"), Drains.class);
        var perEvent = Double.parseDouble(lines.getLast());
        return List.of(Row.of(
                "drain alone, a full ring buffer into a file",
                "%.2f M/s".formatted(1e3 / perEvent),
                "%.0f ns an event".formatted(perEvent),
                "0.5 M/s",
                perEvent <= 2000));
    }

    /** Prints nanoseconds an event. */
    static final class Drains {
        private static final int RING_BUFFER = 27;
        private static final int ARRAY = 2;
        private static final int ROOM = 2 << 20;
        private static final int PARK = 7;
        private static final int SIZE = 216;
        private static final int ROUNDS = 200;

        public static void main(String[] arguments) throws Exception {
            var bpf = new Bpf();
            var ring = bpf.map("ring", RING_BUFFER, 0, 0, ROOM, 0);
            var record = bpf.map("record", ARRAY, Integer.BYTES, SIZE, 1, 0);
            put(record);
            var code = FillProgram.of(record.number(), ring.number(), SIZE, ROOM / (SIZE + 8));
            UnparkProbe.attach(bpf.uprobeMulti("fill", code));
            var file = Files.createTempFile("drain", ".jfr");
            try (var recording = new Recording(Map.of("pitot.ThreadPark#threshold", "0 ns"));
                    var reader = new RingBuffer(ring, ROOM)) {
                recording.setDestination(file);
                recording.start();
                Events.register();
                var records = new Records(new Clock(0), new ThreadNames(thread -> 0), number -> null);
                rounds(reader, records); // warms up
                System.out.println(rounds(reader, records));
            } finally {
                Files.delete(file);
            }
        }

        private static double rounds(RingBuffer ring, Records records) {
            var events = new long[1];
            var nanos = 0L;
            for (var round = 0; round < ROUNDS; round++) {
                LockSupport.unpark(Thread.currentThread()); // fills
                var from = CpuTime.ofCurrentThread();
                ring.drain(
                        (memory, offset, length) -> {
                            records.commit(memory, offset, length);
                            events[0]++;
                        },
                        Integer.MAX_VALUE);
                nanos += CpuTime.ofCurrentThread() - from;
            }
            if (events[0] < ROUNDS * 1000L) {
                throw new IllegalStateException("only " + events[0] + " records in " + ROUNDS + " rounds");
            }
            return (double) nanos / events[0];
        }

        private static void put(BpfMap map) throws Exception {
            try (var arena = Arena.ofConfined()) {
                var record = arena.allocate(SIZE, 8);
                record.set(ValueLayout.JAVA_SHORT, 0, (short) PARK);
                record.set(ValueLayout.JAVA_SHORT, 2, (short) SIZE);
                record.set(
                        ValueLayout.JAVA_INT, 4, (int) ProcessHandle.current().pid());
                record.set(ValueLayout.JAVA_LONG, 8, System.nanoTime() - 1_000_000);
                record.set(ValueLayout.JAVA_LONG, 16, System.nanoTime());
                map.put(0, record);
            }
        }
    }
}
