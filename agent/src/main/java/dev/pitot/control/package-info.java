/** The control of the agent: what the recordings want, against what is attached. */
@NullMarked
package dev.pitot.control;

import org.jspecify.annotations.NullMarked;
