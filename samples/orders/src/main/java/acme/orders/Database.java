package acme.orders;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The orders in H2, on the disk. */
final class Database implements AutoCloseable {
    private static final int WRITERS = 4;
    private static final int READERS = 2;

    private final ConnectionPool writers;
    private final ConnectionPool readers;

    private Database(ConnectionPool writers, ConnectionPool readers) {
        this.writers = writers;
        this.readers = readers;
    }

    /** With some old orders in it. */
    static Database create(Path folder) throws SQLException {
        // H2 writes when it commits, and not half a second later by a thread of its own.
        var url = "jdbc:h2:file:" + folder.resolve("orders") + ";WRITE_DELAY=0";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("create table placed (id bigint generated always as identity primary key,"
                    + " customer varchar(80), at timestamp default current_timestamp)");
            statement.execute("insert into placed (customer) select 'Customer ' || mod(x, 1000)"
                    + " from system_range(1, 20000)");
            return new Database(ConnectionPool.open(url, WRITERS), ConnectionPool.open(url, READERS));
        }
    }

    /** Durable: H2 commits without a sync of the disk, so this asks for one. */
    long insert(int customer) throws SQLException, InterruptedException {
        var connection = writers.take();
        try (var insert = connection.prepareStatement(
                        "insert into placed (customer) values (?)", Statement.RETURN_GENERATED_KEYS);
                var sync = connection.createStatement()) {
            insert.setString(1, "Customer " + customer);
            insert.executeUpdate();
            sync.execute("checkpoint sync");
            try (var key = insert.getGeneratedKeys()) {
                key.next();
                return key.getLong(1);
            }
        } finally {
            writers.giveBack(connection);
        }
    }

    /** How many orders a customer has. There is no index, so it looks at each. */
    int count(int customer) throws SQLException, InterruptedException {
        var connection = readers.take();
        try (var query = connection.prepareStatement("select count(*) from placed where customer like ?")) {
            query.setString(1, "%r " + customer);
            try (var result = query.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        } finally {
            readers.giveBack(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        writers.close();
        readers.close();
    }
}
