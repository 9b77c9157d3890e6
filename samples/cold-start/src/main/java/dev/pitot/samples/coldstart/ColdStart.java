package dev.pitot.samples.coldstart;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code ColdStart DATA-FOLDER [COMMAND...]}: starts the address book and says how long that took. The command, if any,
 * is run before, to forget the files' cached pages: within this JVM, because Pitot records only once it is in it.
 */
public final class ColdStart {

    private static final int MILLION = 1_000_000;

    private ColdStart() {}

    /** Runs; the data folder is left to the caller to remove. */
    public static void main(String[] arguments) throws Exception {
        var forget = Arrays.asList(arguments).subList(1, arguments.length);
        Attached.await();
        if (!forget.isEmpty()) {
            run(forget);
        }
        var start = System.nanoTime();
        var people = AddressBook.open(Path.of(arguments[0]));
        var millis = (System.nanoTime() - start) / MILLION;
        System.out.printf(
                Locale.ROOT,
                "%s start: %d ms until the first of %d people was found%n",
                forget.isEmpty() ? "warm" : "cold",
                millis,
                people);
    }

    private static void run(List<String> command) throws Exception {
        var status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(command.getFirst() + " failed with status " + status);
        }
    }
}
