/** libjvm: its probe sites, their places, and the encoding of their arguments for the programs. */
@NullMarked
package dev.pitot.hotspot;

import org.jspecify.annotations.NullMarked;
