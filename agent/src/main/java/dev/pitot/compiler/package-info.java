/**
 * Where the programs come from. Pitot's build compiles BPF C for every kernel. A JVM compiles for its own kernel where
 * the jar has no programs. Both do so in a short-lived child process: LLVM is never loaded into the traced JVM.
 */
@NullMarked
package dev.pitot.compiler;

import org.jspecify.annotations.NullMarked;
