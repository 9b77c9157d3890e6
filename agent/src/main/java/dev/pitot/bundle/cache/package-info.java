/** The cache of bundles and of kernels' numbers on disk. It trusts no file that another user could have written. */
@NullMarked
package dev.pitot.bundle.cache;

import org.jspecify.annotations.NullMarked;
