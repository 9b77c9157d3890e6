/** The kernel's records: their layout, their clock, and how they become JFR events. */
@NullMarked
package dev.pitot.record;

import org.jspecify.annotations.NullMarked;
