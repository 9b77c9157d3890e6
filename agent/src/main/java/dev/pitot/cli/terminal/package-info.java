/** Shared parts of commands: the filtered output, its width and colours, and failures. */
@NullMarked
package dev.pitot.cli.terminal;

import org.jspecify.annotations.NullMarked;
