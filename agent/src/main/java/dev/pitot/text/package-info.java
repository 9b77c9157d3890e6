/** Text that people read: what may be printed, and the warnings on stderr. */
@NullMarked
package dev.pitot.text;

import org.jspecify.annotations.NullMarked;
