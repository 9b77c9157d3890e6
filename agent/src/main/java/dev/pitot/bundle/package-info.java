/** Compiled BPF programs and their maps: what the compiler child hands over, its file format, its key, its cache. */
@NullMarked
package dev.pitot.bundle;

import org.jspecify.annotations.NullMarked;
