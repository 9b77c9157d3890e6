package acme.orders;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The paths of the service. A request has one number, as in {@code /archive?month=3}, and so has its answer. */
record OrderApi(OrderService service) {
    /** What a path does. */
    private interface Action {
        long run(int number) throws Exception;
    }

    void addTo(HttpServer server) {
        add(server, "/orders", service::placeOrder);
        add(server, "/orders/find", service::find);
        add(server, "/reservations", service::reserve);
        add(server, "/stock", service::takeStock);
        add(server, "/report", service::report);
        add(server, "/archive", service::readArchive);
    }

    private static void add(HttpServer server, String path, Action action) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, action);
            }
        });
    }

    private static void answer(HttpExchange exchange, Action action) throws IOException {
        long result;
        try {
            result = action.run(number(exchange));
        } catch (Exception e) {
            e.printStackTrace();
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        var body = (result + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static int number(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        return Integer.parseInt(query.substring(query.indexOf('=') + 1));
    }
}
