package dev.pitot.spans;

/**
 * One pattern, and what it has made spans so far.
 *
 * @param why why it has made none, and which names are near; empty if it has
 */
public record SpanRow(String pattern, boolean excludes, int classes, int methods, String why) {}
