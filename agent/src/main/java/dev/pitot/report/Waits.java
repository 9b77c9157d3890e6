package dev.pitot.report;

import java.util.List;

/** The longest single waits of a recording, longest first. */
public record Waits(List<Wait> runQueue, List<Wait> offCpu, List<Wait> majorFaults) {}
