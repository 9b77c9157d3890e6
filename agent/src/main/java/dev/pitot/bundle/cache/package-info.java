/** The cache of bundles on disk, which trusts no file that another user could have written. */
@NullMarked
package dev.pitot.bundle.cache;

import org.jspecify.annotations.NullMarked;
