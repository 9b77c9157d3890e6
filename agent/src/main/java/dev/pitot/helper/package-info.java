/** The agent's side of the helper: a small privileged program that loads Pitot's programs for this process. */
@NullMarked
package dev.pitot.helper;

import org.jspecify.annotations.NullMarked;
