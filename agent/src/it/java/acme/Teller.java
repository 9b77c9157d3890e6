package acme;

/** Its methods become spans and cease to be, while the program runs. */
final class Teller {
    private static volatile int sink;

    private Teller() {}

    static void serve() {
        sink++;
    }

    static void serve(int customers) {
        sink += customers;
    }

    @Prompt
    static void close() {
        sink++;
    }
}
