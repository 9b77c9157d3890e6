/** Compiled BPF programs and their maps: what the compiler child hands over, and its file format. */
@NullMarked
package dev.pitot.bundle;

import org.jspecify.annotations.NullMarked;
