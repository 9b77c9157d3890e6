package dev.pitot.report;

/**
 * What Pitot says that it could not record.
 *
 * @param what the texts of the events, the same in all of them
 * @param count the sum of their numbers
 */
public record Loss(String what, long count) {}
