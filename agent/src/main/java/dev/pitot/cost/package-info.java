/** What Pitot itself costs: measured by program, and told as events. */
@NullMarked
package dev.pitot.cost;

import org.jspecify.annotations.NullMarked;
