/** What integration tests share: a traced JVM, its recording, and the world as other tools see it. */
@NullMarked
package dev.pitot.testkit;

import org.jspecify.annotations.NullMarked;
