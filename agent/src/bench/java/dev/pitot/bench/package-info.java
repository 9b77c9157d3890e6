/** {@code make bench}: the rows of the budget table, each beside a paired baseline, and the neighbours doing the same work. */
@NullMarked
package dev.pitot.bench;

import org.jspecify.annotations.NullMarked;
