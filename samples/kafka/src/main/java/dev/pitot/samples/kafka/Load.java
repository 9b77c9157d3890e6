package dev.pitot.samples.kafka;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.apache.kafka.tools.ConsumerPerformance;
import org.apache.kafka.tools.ProducerPerformance;

/**
 * A producer and a consumer at the same time: Kafka's own {@code kafka-producer-perf-test} and
 * {@code kafka-consumer-perf-test}, which print the throughput they saw.
 *
 * @param address host and port of a broker
 * @param rate records per second, of 1 KiB each; what bounds the load's time
 */
record Load(String address, int seconds, int rate) {

    private static final String TOPIC = "flight-data";

    void run() throws Exception {
        var producer = start("load: producer", this::produce);
        var consumer = start("load: consumer", this::consume);
        producer.get();
        consumer.get();
    }

    private static FutureTask<Void> start(String name, Callable<Void> load) {
        var task = new FutureTask<>(load);
        Thread.ofPlatform().name(name).start(task);
        return task;
    }

    private String records() {
        return Long.toString((long) seconds * rate);
    }

    private Void produce() throws Exception {
        ProducerPerformance.main(new String[] {
            "--bootstrap-server",
            address,
            "--topic",
            TOPIC,
            "--num-records",
            records(),
            "--record-size",
            "1024",
            "--throughput",
            Integer.toString(rate),
            "--reporting-interval",
            "5000"
        });
        return null;
    }

    private Void consume() {
        ConsumerPerformance.main(new String[] {
            "--bootstrap-server", address, "--topic", TOPIC, "--num-records", records(), "--timeout", "30000"
        });
        return null;
    }
}
