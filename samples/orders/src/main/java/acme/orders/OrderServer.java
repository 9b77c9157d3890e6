package acme.orders;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code OrderServer DATA-FOLDER SECONDS virtual|platform}: serves orders under load for a while, stopped cleanly. The
 * last argument chooses the threads that serve.
 */
public final class OrderServer {
    private OrderServer() {}

    /** Runs; the data folder must be there and empty, and is left to the caller to remove. */
    public static void main(String[] arguments) throws Exception {
        var data = Path.of(arguments[0]);
        var seconds = Integer.parseInt(arguments[1]);
        var threads = arguments[2];
        try (var database = Database.create(data);
                var archive = Archive.create(data.resolve("archive"));
                var executor = executor(threads)) {
            var stock = new Stock(data.resolve("stock.csv"));
            var server = start(new OrderService(database, stock, new Sales(), archive), executor);
            var address = server.getAddress();
            System.out.printf(
                    Locale.ROOT, "Orders are served at %s by %s threads; load for %d s%n", address, threads, seconds);
            try {
                load(address, seconds);
            } finally {
                server.stop(0); // the clients have gone
            }
        }
    }

    private static ExecutorService executor(String threads) {
        return switch (threads) {
            case "virtual" -> Executors.newVirtualThreadPerTaskExecutor();
            case "platform" -> Executors.newCachedThreadPool();
            default -> throw new IllegalArgumentException("virtual or platform, not " + threads);
        };
    }

    private static HttpServer start(OrderService service, ExecutorService executor) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        new OrderApi(service).addTo(server);
        server.start();
        return server;
    }

    /** In a JVM of its own: what the clients do is not in the recording. */
    private static void load(InetSocketAddress address, int seconds) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var uri = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
        var command = new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                OrderLoad.class.getName(),
                uri,
                Integer.toString(seconds));
        var status = command.inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("the load failed with status " + status);
        }
    }
}
