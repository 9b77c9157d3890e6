package dev.pitot.bench;

import dev.pitot.jfr.Events;
import dev.pitot.plan.EventKind;
import dev.pitot.record.Clock;
import dev.pitot.record.Layout;
import dev.pitot.record.Records;
import dev.pitot.record.ThreadNames;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;

/** From a record of the kernel to a committed JFR event, on one core. */
final class CommitRate {
    private CommitRate() {}

    static List<Row> measure() throws Exception {
        var rates = Jvm.lines(List.of("--enable-native-access=ALL-UNNAMED"), Commits.class).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        return List.of(
                Row.of(
                        "record -> committed event, park with its bill",
                        "%.2f M/s".formatted(rates[0] / 1e6),
                        "empty event %.1f M/s".formatted(rates[2] / 1e6),
                        "3 M/s",
                        rates[0] >= 3e6),
                Row.of("record -> committed event, off-CPU", "%.2f M/s".formatted(rates[1] / 1e6), ""));
    }

    /** Commits the same record for a while, as many times as it can. */
    static final class Commits {
        public static void main(String[] arguments) {
            try (var recording = new Recording(Map.of(
                            "pitot.ThreadPark#threshold", "0 ns",
                            "pitot.OffCpu#threshold", "0 ns"));
                    var arena = Arena.ofConfined()) {
                recording.setMaxSize(64 << 20);
                recording.start();
                Events.register();
                var records = new Records(new Clock(0), new ThreadNames(thread -> 0), number -> null);
                System.out.println(rate(records, arena, EventKind.THREAD_PARK));
                System.out.println(rate(records, arena, EventKind.OFF_CPU));
                System.out.println(emptyRate());
            }
        }

        private static double rate(Records records, Arena arena, EventKind kind) {
            var type = kind.number();
            var size = (int) Layout.size(type);
            var record = arena.allocate(size, 8);
            record.set(ValueLayout.JAVA_SHORT, 0, (short) type);
            record.set(ValueLayout.JAVA_INT, 4, (int) ProcessHandle.current().pid());
            record.set(ValueLayout.JAVA_LONG, 8, System.nanoTime() - 1_000_000);
            record.set(ValueLayout.JAVA_LONG, 16, System.nanoTime());
            return perSecond(() -> records.commit(record, 0, size));
        }

        private static double emptyRate() {
            return perSecond(() -> new Empty().commit());
        }

        /** An event with no fields: what JFR itself takes. */
        @jdk.jfr.StackTrace(false)
        static final class Empty extends jdk.jfr.Event {}

        private static double perSecond(Runnable action) {
            double best = 0;
            for (var round = 0; round < 5; round++) {
                var count = 0;
                var from = System.nanoTime();
                while (System.nanoTime() - from < 1_000_000_000L) {
                    for (var i = 0; i < 1000; i++) {
                        action.run();
                    }
                    count += 1000;
                }
                best = Math.max(best, count * 1e9 / (System.nanoTime() - from));
            }
            return best;
        }
    }
}
