/** What is attached while a recording wants it, and the thread that empties the ring buffer. */
@NullMarked
package dev.pitot.session;

import org.jspecify.annotations.NullMarked;
