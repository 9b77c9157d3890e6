package dev.pitot.samples.kafka;

import java.nio.file.Path;
import java.util.Locale;

/** {@code KafkaSample DATA-FOLDER SECONDS RECORDS-PER-SECOND}: a broker under load for a while, stopped cleanly. */
public final class KafkaSample {

    private KafkaSample() {}

    /** Runs; the data folder must be there and empty, and is left to the caller to remove. */
    public static void main(String[] arguments) throws Exception {
        var data = Path.of(arguments[0]);
        var seconds = Integer.parseInt(arguments[1]);
        var rate = Integer.parseInt(arguments[2]);
        try (var broker = Broker.start(data)) {
            System.out.printf(
                    Locale.ROOT, "Kafka serves at %s; %d records/s for %d s%n", broker.address(), rate, seconds);
            System.out.println(new Load(broker.address(), "flight-data", (long) seconds * rate, rate).run());
        }
    }
}
