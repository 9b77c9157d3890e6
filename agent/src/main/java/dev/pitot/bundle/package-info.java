/** Compiled BPF programs and their maps: the result of the compiler child, and its file format. */
@NullMarked
package dev.pitot.bundle;

import org.jspecify.annotations.NullMarked;
