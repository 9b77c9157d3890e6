/** The kernel's records: their layout, their clock, and their conversion to JFR events. */
@NullMarked
package dev.pitot.record;

import org.jspecify.annotations.NullMarked;
