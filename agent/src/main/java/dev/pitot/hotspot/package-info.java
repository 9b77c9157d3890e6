/** libjvm: its probe sites, where they are, and how their arguments are encoded for the programs. */
@NullMarked
package dev.pitot.hotspot;

import org.jspecify.annotations.NullMarked;
