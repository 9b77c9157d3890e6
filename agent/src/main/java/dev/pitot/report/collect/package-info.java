/** Reads a recording event by event, in bounded memory, into the records of {@link dev.pitot.report.model}. */
@NullMarked
package dev.pitot.report.collect;

import org.jspecify.annotations.NullMarked;
