/** USDT probes of an ELF file or of a process. */
@NullMarked
package dev.pitot.usdt;

import org.jspecify.annotations.NullMarked;
