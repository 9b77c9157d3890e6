package acme;

/** Loaded when it is first asked. */
@Prompt
final class Deputy {
    private static volatile int sink;

    private Deputy() {}

    static void serve() {
        sink++;
    }
}
