/** Commands to the agent in another JVM, and the connection to it. */
@NullMarked
package dev.pitot.cli.remote;

import org.jspecify.annotations.NullMarked;
