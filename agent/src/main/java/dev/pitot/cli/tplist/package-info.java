/** {@code pitot tplist}: the USDT probes of a file or a process, and the kernel's tracepoints. */
@NullMarked
package dev.pitot.cli.tplist;

import org.jspecify.annotations.NullMarked;
