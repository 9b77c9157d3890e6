package dev.pitot.samples.kafka;

import java.nio.file.Path;

/** {@code KafkaThroughput DATA-FOLDER MESSAGES}: how long a broker takes for so many messages, once it is warm. */
public final class KafkaThroughput {

    private static final int WARM_UP = 4; // of so many parts of the load, before it

    private KafkaThroughput() {}

    /** Runs; the data folder must be there and empty, and is left to the caller to remove. */
    public static void main(String[] arguments) throws Exception {
        var messages = Long.parseLong(arguments[1]);
        try (var broker = Broker.start(Path.of(arguments[0]))) {
            new Load(broker.address(), "warm-up", messages / WARM_UP, Load.UNBOUNDED).run();
            System.out.println(new Load(broker.address(), "flight-data", messages, Load.UNBOUNDED).run());
        }
    }
}
