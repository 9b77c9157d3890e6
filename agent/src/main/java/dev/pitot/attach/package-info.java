/** A session: what is attached to the kernel and to libjvm while a recording needs it. */
@NullMarked
package dev.pitot.attach;

import org.jspecify.annotations.NullMarked;
