/** Spans that a program begins and ends itself. Without Pitot's agent they do nothing. */
package dev.pitot.span;
