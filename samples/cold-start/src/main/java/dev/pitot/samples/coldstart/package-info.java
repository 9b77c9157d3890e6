/** A program whose start is slow when its files, and the JDK's, are on the disk and not yet in memory. */
@NullMarked
package dev.pitot.samples.coldstart;

import org.jspecify.annotations.NullMarked;
