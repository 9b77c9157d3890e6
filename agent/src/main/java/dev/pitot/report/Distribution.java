package dev.pitot.report;

/** How long each of something took. */
public record Distribution<T>(T of, Histogram times) {}
