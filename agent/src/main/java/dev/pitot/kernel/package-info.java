/** A bundle loaded into the kernel, and its programs. */
@NullMarked
package dev.pitot.kernel;

import org.jspecify.annotations.NullMarked;
