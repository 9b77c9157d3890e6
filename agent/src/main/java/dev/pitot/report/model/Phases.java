package dev.pitot.report.model;

import java.util.List;

/**
 * The phases of a recording. None is in a list beside one of its own type in which it happened.
 *
 * @param slowest the slowest in which the JVM did something, some of every type
 * @param slowestWaits the slowest in which a thread waited by its own wish: parks, sleeps, contended monitors. Apart, because an
 *     idle pool's parks are longer than anything else
 * @param longestIoWaits those of any type that waited longest for the disk, and are in no other phase
 * @param types the total of every type
 * @param all of all types together: the time of those that are in no other phase
 * @param nestingKnown whether that was found out for all; if not, the sums hold some time twice
 */
public record Phases(
        Top<Phase> slowest,
        Top<Phase> slowestWaits,
        Top<Phase> longestIoWaits,
        List<PhaseTotal> types,
        PhaseTotal all,
        boolean nestingKnown) {}
