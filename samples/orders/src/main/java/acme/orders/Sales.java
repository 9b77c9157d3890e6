package acme.orders;

import java.util.Arrays;
import java.util.Random;

/** What the orders of past years came to, in memory. */
final class Sales {
    private static final int ORDERS = 300_000;
    private static final int MOST = 100_000;
    private static final int YEAR = 2025; // any number: each start has the same orders

    private final int[] amounts = new Random(YEAR).ints(ORDERS, 1, MOST).toArray();

    /** So many percent of the orders came to less. */
    int percentile(int percent) {
        var sorted = amounts.clone();
        Arrays.sort(sorted);
        return sorted[(int) ((long) (ORDERS - 1) * percent / 100)];
    }
}
