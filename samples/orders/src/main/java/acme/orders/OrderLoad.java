package acme.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** {@code OrderLoad URI SECONDS}: clients that come in waves, each kind at a moderate pace of its own. */
public final class OrderLoad {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();
    private static final List<Wave> WAVES = List.of(
            new Wave("/orders?customer=", 1, Duration.ofMillis(50)),
            new Wave("/orders/find?customer=", 8, Duration.ofMillis(500)),
            new Wave("/reservations?item=", 4, Duration.ofMillis(50)),
            new Wave("/stock?day=", 1, Duration.ofMillis(150)),
            new Wave("/report?percent=", 2 * CPUS, Duration.ofMillis(1000)),
            new Wave("/archive?month=", 1, Duration.ofMillis(300)));
    private static final int NUMBERS = 100;
    private static final int OK = 200;

    private final String server;
    private final HttpClient client =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();

    private OrderLoad(String server) {
        this.server = server;
    }

    /**
     * Requests that are sent at once, again and again.
     *
     * @param path ends where a number is missing
     * @param pause between the last answer and the next wave
     */
    private record Wave(String path, int requests, Duration pause) {}

    /** Runs, and fails if a request does. */
    public static void main(String[] arguments) throws Exception {
        var load = new OrderLoad(arguments[0]);
        var end = System.nanoTime()
                + Duration.ofSeconds(Long.parseLong(arguments[1])).toNanos();
        var answers = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent : WAVES.stream()
                    .map(wave -> threads.submit(() -> load.send(wave, end)))
                    .toList()) {
                answers += sent.get();
            }
        }
        System.out.printf(Locale.ROOT, "load: %d requests, each of them answered%n", answers);
    }

    /** How many requests were answered. */
    private int send(Wave wave, long end) throws IOException, InterruptedException, ExecutionException {
        var count = 0;
        while (System.nanoTime() < end) {
            for (var answer : sendAll(wave, count)) {
                check(answer.get());
                count++;
            }
            Thread.sleep(wave.pause());
        }
        return count;
    }

    private List<CompletableFuture<HttpResponse<String>>> sendAll(Wave wave, int first) {
        return IntStream.range(first, first + wave.requests())
                .mapToObj(number -> URI.create(server + wave.path() + number % NUMBERS))
                .map(uri -> HttpRequest.newBuilder(uri)
                        .POST(BodyPublishers.noBody())
                        .build())
                .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
    }

    private static void check(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != OK) {
            throw new IOException(answer.uri() + " was answered by status " + answer.statusCode());
        }
    }
}
