/**
 * The kernel's type information (BTF): offsets, sizes and type ids of the running kernel, read without any headers.
 */
@NullMarked
package dev.pitot.btf;

import org.jspecify.annotations.NullMarked;
