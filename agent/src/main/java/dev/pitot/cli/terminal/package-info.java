/** What commands share: the filtered output, its width and colours, and how a command fails. */
@NullMarked
package dev.pitot.cli.terminal;

import org.jspecify.annotations.NullMarked;
