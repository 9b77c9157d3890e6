package acme.orders;

import java.io.IOException;
import java.sql.SQLException;

/** What the server does for its clients. {@code run.sh} makes each of these methods a span. */
final class OrderService {
    private final Database database;
    private final Stock stock;
    private final Sales sales;
    private final Archive archive;

    OrderService(Database database, Stock stock, Sales sales, Archive archive) {
        this.database = database;
        this.stock = stock;
        this.sales = sales;
        this.archive = archive;
    }

    /** Waits for the disk: an order is on it before the customer is told so. The answer is the order's number. */
    long placeOrder(int customer) throws SQLException, InterruptedException {
        return database.insert(customer);
    }

    /** Waits for a connection: there are few, and each is in use for as long as a search takes. */
    int find(int customer) throws SQLException, InterruptedException {
        return database.count(customer);
    }

    /** Waits for the lock while the stock is taken. The answer is how many of the item are left. */
    int reserve(int item) {
        return stock.reserve(item);
    }

    /** Has the lock, with the disk in it: what the reservations wait for. */
    int takeStock(int day) throws IOException {
        return stock.save(day);
    }

    /** Waits for a CPU while more reports run than there are CPUs. */
    int report(int percent) {
        return sales.percentile(percent);
    }

    /** Waits for the disk: the archive is never in the page cache. */
    long readArchive(int month) throws IOException {
        return archive.checksum(month);
    }
}
