/** A Kafka broker and its load in one JVM. */
@NullMarked
package dev.pitot.samples.kafka;

import org.jspecify.annotations.NullMarked;
