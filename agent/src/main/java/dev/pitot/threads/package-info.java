/** Pitot's own threads in the traced JVM, which no event is about. */
@NullMarked
package dev.pitot.threads;

import org.jspecify.annotations.NullMarked;
