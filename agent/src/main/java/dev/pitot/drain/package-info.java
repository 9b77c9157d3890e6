/** The way out of the kernel: the ring buffer, the counters and the histograms; and the filters that the programs read. */
@NullMarked
package dev.pitot.drain;

import org.jspecify.annotations.NullMarked;
