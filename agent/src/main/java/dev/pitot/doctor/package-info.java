/** Whether recording would work here, and what to do where it would not: a list of checks, each with its remedy. */
@NullMarked
package dev.pitot.doctor;

import org.jspecify.annotations.NullMarked;
