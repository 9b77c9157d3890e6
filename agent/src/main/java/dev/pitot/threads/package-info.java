/** Threads of Pitot's own in the traced JVM, which no event is about. */
@NullMarked
package dev.pitot.threads;

import org.jspecify.annotations.NullMarked;
