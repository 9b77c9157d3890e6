/** The command line, one class per verb; the only package that writes to {@code System.out}. */
@NullMarked
package dev.pitot.cli;

import org.jspecify.annotations.NullMarked;
