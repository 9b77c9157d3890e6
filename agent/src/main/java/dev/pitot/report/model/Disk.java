package dev.pitot.report.model;

/**
 * The block requests of a recording, each counted once in {@code files} or in {@code asynchronous} and once in each of
 * the other lists. Every list is sorted by disk time and has only its first entries.
 *
 * @param requests how many threads of the JVM made, and how many of these are in the recording: the lists are of the latter
 * @param all of them together
 * @param written the same of what the kernel wrote back by itself: no thread of the JVM asked or waited
 * @param asynchronous those, by file
 * @param threads by thread, without the asynchronous ones
 * @param phases by the phase that the asking thread was in, without the asynchronous ones
 */
public record Disk(
        Recorded requests,
        DiskTotal all,
        Top<DiskTotal> files,
        Recorded written,
        DiskTotal allWritten,
        Top<DiskTotal> asynchronous,
        Top<DiskTotal> threads,
        Top<DiskTotal> phases) {}
