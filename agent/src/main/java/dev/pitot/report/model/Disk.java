package dev.pitot.report.model;

/**
 * The block requests of a recording. Each counts once in {@code files} or in {@code asynchronous}, and once in each
 * other list. Every list is sorted by disk time and has only its first entries.
 *
 * @param requests number of requests by threads of the JVM, and how many of them are in the recording and in the lists
 * @param all sum of all these requests
 * @param written number of requests that the kernel wrote back later, without a thread of the JVM that asked or waited
 * @param asynchronous those by file
 * @param threads requests by thread, without the asynchronous ones
 * @param phases requests by the asking thread's phase, without the asynchronous ones
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
