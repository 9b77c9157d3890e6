/** What Pitot reaches in the JDK beyond its public API; each has a way on where the JDK lacks it. */
@NullMarked
package dev.pitot.internals;

import org.jspecify.annotations.NullMarked;
