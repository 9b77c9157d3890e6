/** The JFR event classes: everything that a user sees in a recording. */
@NullMarked
package dev.pitot.jfr;

import org.jspecify.annotations.NullMarked;
