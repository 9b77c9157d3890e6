/** Programs that integration tests trace: each does known work. */
@NullMarked
package dev.pitot.workload;

import org.jspecify.annotations.NullMarked;
