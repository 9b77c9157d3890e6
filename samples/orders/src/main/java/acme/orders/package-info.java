/**
 * An HTTP service for orders, and its load in a second JVM. Each kind of request waits for something else. It is not in
 * {@code dev.pitot}: the methods of Pitot's own packages are no spans.
 */
@NullMarked
package acme.orders;

import org.jspecify.annotations.NullMarked;
