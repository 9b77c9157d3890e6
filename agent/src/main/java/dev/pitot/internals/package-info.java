/** Parts of the JDK beyond its public API that Pitot uses; each has a fallback where the JDK lacks it. */
@NullMarked
package dev.pitot.internals;

import org.jspecify.annotations.NullMarked;
