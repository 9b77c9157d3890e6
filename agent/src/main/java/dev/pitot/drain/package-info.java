/** The data path out of the kernel: ring buffer, counters and histograms, and the filters that the programs read. */
@NullMarked
package dev.pitot.drain;

import org.jspecify.annotations.NullMarked;
