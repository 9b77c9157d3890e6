/** Compiles BPF C to a bundle in a short-lived child process. LLVM is never loaded into the traced JVM. */
@NullMarked
package dev.pitot.compiler;

import org.jspecify.annotations.NullMarked;
