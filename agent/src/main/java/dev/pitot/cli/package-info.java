/** The command line: one class per command. */
@NullMarked
package dev.pitot.cli;

import org.jspecify.annotations.NullMarked;
