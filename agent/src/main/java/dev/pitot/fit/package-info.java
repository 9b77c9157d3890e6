/** Fits the compiled programs to one kernel: the numbers in which kernels differ, and where they go. */
@NullMarked
package dev.pitot.fit;

import org.jspecify.annotations.NullMarked;
