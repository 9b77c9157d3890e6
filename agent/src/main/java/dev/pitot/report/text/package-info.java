/** A {@link dev.pitot.report.model.Report} as text for people: tables that fit a width and add up as printed. */
@NullMarked
package dev.pitot.report.text;

import org.jspecify.annotations.NullMarked;
