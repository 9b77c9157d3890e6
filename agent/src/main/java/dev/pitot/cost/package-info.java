/** The cost of Pitot itself, measured by program and reported as events. */
@NullMarked
package dev.pitot.cost;

import org.jspecify.annotations.NullMarked;
