/** A recording read into a {@link dev.pitot.report.Report}: streaming, with memory bounded, no kernel and no output. */
@NullMarked
package dev.pitot.report;

import org.jspecify.annotations.NullMarked;
