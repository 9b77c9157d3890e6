/** Integration tests: each starts a real JVM with the packed agent on the real kernel, and reads its recording. */
@NullMarked
package dev.pitot.it;

import org.jspecify.annotations.NullMarked;
