package dev.pitot.report.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Pitot says that it could not record.
 *
 * @param what the texts of the events, the same in all of them
 * @param inFlight whether these are but phases of which one end was not seen, those under way when the probes came or
 *     went, or what came when the recording that wanted it had stopped: every recording has a few. Whatever is not known
 *     to be that is a loss
 * @param count the sum of their numbers
 */
public record Loss(String what, boolean inFlight, long count) {

    private static final Set<String> ONE_END = Set.of("ends whose begin was not seen", "begins whose end never came");
    private static final String LATE = "records that came after the recording stopped";
    private static final String BLOCK_IO = "pitot.BlockIo";

    /**
     * Whether a reason, as the event has it, is that a phase had one end only, or came late. A block request is no phase: it
     * is followed from its begin, so its end was lost.
     *
     * @param event that it is about, or null
     */
    public static boolean inFlight(@Nullable String reason, @Nullable String event) {
        return LATE.equals(reason) || (reason != null && ONE_END.contains(reason) && !BLOCK_IO.equals(event));
    }
}
