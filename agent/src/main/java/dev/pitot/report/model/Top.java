package dev.pitot.report.model;

import java.util.List;

/**
 * The first of many.
 *
 * @param of how many there are
 */
public record Top<T>(long of, List<T> entries) {
    /** Of a sorted list, so many. */
    public static <T> Top<T> of(List<T> all, int most) {
        return new Top<>(all.size(), all.subList(0, Math.min(most, all.size())));
    }
}
