/** The agent's entry into a JVM: {@code premain} and {@code agentmain}. Nothing here can throw into the application. */
@NullMarked
package dev.pitot.agent;

import org.jspecify.annotations.NullMarked;
