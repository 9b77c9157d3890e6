/** The control of the agent: compares what the recordings want with what is attached. */
@NullMarked
package dev.pitot.control;

import org.jspecify.annotations.NullMarked;
