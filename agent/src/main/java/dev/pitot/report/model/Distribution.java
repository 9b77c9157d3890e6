package dev.pitot.report.model;

/** How long each of something took. */
public record Distribution<T>(T of, HistogramTotal times) {}
