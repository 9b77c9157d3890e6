package dev.pitot.spans;

/**
 * One pattern, and what it has made spans so far.
 *
 * @param unknown values of its calls that some methods do not have; empty if there are none
 * @param why why it has made none, and which names are near; empty if it has
 */
public record SpanRow(String pattern, boolean excludes, int classes, int methods, String unknown, String why) {}
