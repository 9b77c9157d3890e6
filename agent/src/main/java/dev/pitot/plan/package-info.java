/** From recording settings to what has to be attached: pure, no kernel. */
@NullMarked
package dev.pitot.plan;

import org.jspecify.annotations.NullMarked;
