/** What is known of HotSpot's own probes: their arguments by name, and what makes them fire. */
@NullMarked
package dev.pitot.usdt.hotspot;

import org.jspecify.annotations.NullMarked;
