/** The parts of a report: records, printed as JSON and as text. */
@NullMarked
package dev.pitot.report.model;

import org.jspecify.annotations.NullMarked;
