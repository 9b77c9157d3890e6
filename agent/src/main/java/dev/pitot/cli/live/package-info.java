/** Commands that draw the histograms of a running JVM again and again. */
@NullMarked
package dev.pitot.cli.live;

import org.jspecify.annotations.NullMarked;
