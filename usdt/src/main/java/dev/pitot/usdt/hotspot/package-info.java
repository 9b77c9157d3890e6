/** The catalogue of HotSpot's own probes: their arguments by name, and the flags that make them fire. */
@NullMarked
package dev.pitot.usdt.hotspot;

import org.jspecify.annotations.NullMarked;
