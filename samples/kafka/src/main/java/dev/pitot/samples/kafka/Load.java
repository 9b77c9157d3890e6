package dev.pitot.samples.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.tools.ConsumerPerformance;
import org.apache.kafka.tools.ProducerPerformance;

/**
 * A producer and a consumer at the same time: Kafka's own {@code kafka-producer-perf-test} and
 * {@code kafka-consumer-perf-test}, which print the throughput they saw.
 *
 * @param address host and port of a broker
 * @param messages of 1 KiB each
 * @param rate messages per second at most
 */
record Load(String address, String topic, long messages, int rate) {

    /** The rate of a producer that goes as fast as it can. */
    static final int UNBOUNDED = -1;

    private static final int PATIENCE_SECONDS = 60;

    Throughput run() throws Exception {
        createTopic();
        var began = Instant.now();
        var from = System.nanoTime();
        var cpu = cpu();
        produceAndConsume();
        return new Throughput(messages, began, Duration.ofNanos(System.nanoTime() - from), cpu().minus(cpu));
    }

    /** Beforehand: a producer and a consumer that both find none have their clocks, and not the broker, say how long it takes. */
    private void createTopic() throws Exception {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
            var topic = new NewTopic(this.topic, Optional.empty(), Optional.empty());
            admin.createTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private void produceAndConsume() throws Exception {
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

    private Void produce() throws Exception {
        ProducerPerformance.main(arguments(
                "--record-size", "1024", "--throughput", Integer.toString(rate), "--reporting-interval", "5000"));
        return null;
    }

    private Void consume() {
        ConsumerPerformance.main(arguments("--timeout", "30000"));
        return null;
    }

    /** Those of both tools, and more. */
    private String[] arguments(String... more) {
        var both = Stream.of("--bootstrap-server", address, "--topic", topic, "--num-records", Long.toString(messages));
        return Stream.concat(both, Stream.of(more)).toArray(String[]::new);
    }
}
