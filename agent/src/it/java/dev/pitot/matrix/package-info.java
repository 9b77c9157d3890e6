/** {@code make test-kernels}: what is run on other kernels, in virtual machines, and what its results are judged by. */
@NullMarked
package dev.pitot.matrix;

import org.jspecify.annotations.NullMarked;
