/** Checks whether recording would work here, each with a remedy. */
@NullMarked
package dev.pitot.doctor;

import org.jspecify.annotations.NullMarked;
