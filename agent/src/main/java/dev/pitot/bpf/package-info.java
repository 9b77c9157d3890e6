/**
 * The native side, in two layers: raw signatures of libc, {@code bpf(2)} and libbcc, and one small closeable object per
 * kernel object.
 */
@NullMarked
package dev.pitot.bpf;

import org.jspecify.annotations.NullMarked;
