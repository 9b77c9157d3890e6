package dev.pitot.drain;

import dev.pitot.plan.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of a counter.
 *
 * @param what what was counted
 * @param of the event type concerned; null if unknown, or for thread starts
 */
public record CounterValue(String what, @Nullable EventKind of, long times) {
    /**
     * Returns the values other than 0 of one counter.
     *
     * @param times values by event number
     */
    static List<CounterValue> of(String what, long[] times) {
        var tallies = new ArrayList<CounterValue>();
        for (var number = 0; number < times.length; number++) {
            if (times[number] != 0) {
                tallies.add(new CounterValue(what, EventKind.of(number), times[number]));
            }
        }
        return tallies;
    }
}
