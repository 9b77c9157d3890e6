/** How Pitot gets into a JVM: {@code premain}, {@code agentmain}, options, and nothing that can throw into the application. */
@NullMarked
package dev.pitot.agent;

import org.jspecify.annotations.NullMarked;
