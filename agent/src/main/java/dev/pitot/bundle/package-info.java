/** Compiled BPF programs and their maps, for one kernel or for every kernel, and the file formats of both. */
@NullMarked
package dev.pitot.bundle;

import org.jspecify.annotations.NullMarked;
