/** Text for people: printable characters, and the warnings on stderr. */
@NullMarked
package dev.pitot.text;

import org.jspecify.annotations.NullMarked;
