package dev.pitot.report.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Data that Pitot could not record.
 *
 * @param what text of the events, the same in all of them
 * @param inFlight whether the data were only under way when the probes or the recording began or ended. Every recording
 *     has a few of them. Any other data count as lost
 * @param count sum of the events' numbers
 */
public record Loss(String what, boolean inFlight, long count) {

    private static final Set<String> ONE_END = Set.of("ends whose begin was not seen", "begins whose end never came");
    private static final String LATE = "records that came after the recording stopped";
    private static final String BLOCK_IO = "pitot.BlockIo";

    /**
     * Returns whether a reason means a phase with one end only, or a late record. A block request is followed from its
     * begin, so a missing end is a loss.
     *
     * @param event event that it is about, or null
     */
    public static boolean inFlight(@Nullable String reason, @Nullable String event) {
        return LATE.equals(reason) || (reason != null && ONE_END.contains(reason) && !BLOCK_IO.equals(event));
    }
}
