/** The JFR event classes: all that a user of the recording sees. */
@NullMarked
package dev.pitot.jfr;

import org.jspecify.annotations.NullMarked;
