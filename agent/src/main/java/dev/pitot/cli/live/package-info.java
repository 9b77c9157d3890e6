/** Commands that repeatedly print histograms of a running JVM. */
@NullMarked
package dev.pitot.cli.live;

import org.jspecify.annotations.NullMarked;
