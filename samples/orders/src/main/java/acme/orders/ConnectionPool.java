package acme.orders;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few connections. Who finds none waits until one is given back. */
final class ConnectionPool implements AutoCloseable {
    private final BlockingQueue<Connection> free;

    private ConnectionPool(BlockingQueue<Connection> free) {
        this.free = free;
    }

    static ConnectionPool open(String url, int size) throws SQLException {
        var free = new ArrayBlockingQueue<Connection>(size);
        for (var i = 0; i < size; i++) {
            free.add(DriverManager.getConnection(url));
        }
        return new ConnectionPool(free);
    }

    Connection take() throws InterruptedException {
        return free.take();
    }

    void giveBack(Connection connection) {
        free.add(connection);
    }

    /** Once all are given back. */
    @Override
    public void close() throws SQLException {
        for (var connection : free) {
            connection.close();
        }
    }
}
