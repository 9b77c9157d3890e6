package dev.pitot.report;

import java.util.List;

/**
 * The block requests of a recording, each counted once in {@code files} or in {@code asynchronous} and once in each of
 * the other lists. Every list is sorted by disk time and has only its first entries.
 *
 * @param asynchronous by file, what the kernel wrote back by itself: no thread of the JVM asked or waited
 * @param threads by thread, without the asynchronous ones
 * @param phases by the phase that the asking thread was in, without the asynchronous ones
 */
public record Disk(
        List<DiskTotal> files, List<DiskTotal> asynchronous, List<DiskTotal> threads, List<DiskTotal> phases) {}
