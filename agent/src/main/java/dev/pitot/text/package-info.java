/** What may be printed. */
@NullMarked
package dev.pitot.text;

import org.jspecify.annotations.NullMarked;
