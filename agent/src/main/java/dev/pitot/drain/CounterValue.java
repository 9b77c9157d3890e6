package dev.pitot.drain;

import dev.pitot.plan.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often something happened.
 *
 * @param of the kind of event it is about; null where that is not known, or where it is the starts of threads
 */
public record CounterValue(String what, @Nullable EventKind of, long times) {
    /**
     * Of what happened at all.
     *
     * @param times by the numbers of events
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
