package dev.pitot.report.model;

import java.util.List;

/**
 * The phases of a recording. No list has a phase together with an outer phase of its type.
 *
 * @param slowest slowest phases in which the JVM worked, some of every type
 * @param slowestWaits slowest phases in which a thread waited voluntarily: parks, sleeps, contended monitors. They are
 *     separate, because an idle pool's parks are longer than anything else
 * @param longestIoWaits phases of any type with the longest waits for the disk, in no other phase
 * @param types total of every type
 * @param all total of all types: the time of the phases in no other phase
 * @param nestingKnown whether all phases were examined for nesting; if not, the sums include some time twice
 */
public record Phases(
        Top<Phase> slowest,
        Top<Phase> slowestWaits,
        Top<Phase> longestIoWaits,
        List<PhaseTotal> types,
        PhaseTotal all,
        boolean nestingKnown) {}
