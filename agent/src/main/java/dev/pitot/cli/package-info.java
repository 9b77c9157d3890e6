/** The command line: one class for each command. */
@NullMarked
package dev.pitot.cli;

import org.jspecify.annotations.NullMarked;
