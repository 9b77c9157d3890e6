package dev.pitot.report.model;

/** A histogram of the times of one subject. */
public record Distribution<T>(T of, HistogramTotal times) {}
