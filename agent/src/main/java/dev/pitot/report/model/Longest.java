package dev.pitot.report.model;

import java.util.List;

/** The longest single waits of a kind, longest first. */
public record Longest(Recorded recorded, List<Wait> entries) {}
