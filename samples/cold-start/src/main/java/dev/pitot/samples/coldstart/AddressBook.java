package dev.pitot.samples.coldstart;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An ordinary small program: it opens an embedded database, fills a table and asks it something. */
final class AddressBook {

    private static final int PEOPLE = 1000;

    private AddressBook() {}

    /** How many people are in it. */
    static int open(Path folder) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("addresses"))) {
            fill(connection);
            return count(connection);
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table person (id int primary key, name varchar(80), born date)");
        }
        try (var insert =
                connection.prepareStatement("insert into person values (?, ?, dateadd(day, ?, date '1900-01-01'))")) {
            for (int i = 0; i < PEOPLE; i++) {
                insert.setInt(1, i);
                insert.setString(2, "Person " + i);
                insert.setInt(3, i);
                insert.executeUpdate();
            }
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from person where name like 'Person%'")) {
            result.next();
            return result.getInt(1);
        }
    }
}
