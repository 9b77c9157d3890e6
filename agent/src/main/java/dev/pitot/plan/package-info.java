/** Derives from recording settings what is to be attached. Pure, without the kernel. */
@NullMarked
package dev.pitot.plan;

import org.jspecify.annotations.NullMarked;
