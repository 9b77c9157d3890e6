package dev.pitot.report.model;

import java.util.List;

/**
 * The first entries of a list.
 *
 * @param of number of all entries
 */
public record Top<T>(long of, List<T> entries) {
    /** Takes the first entries of a sorted list. */
    public static <T> Top<T> of(List<T> all, int most) {
        return new Top<>(all.size(), all.subList(0, Math.min(most, all.size())));
    }
}
