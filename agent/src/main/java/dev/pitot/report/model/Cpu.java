package dev.pitot.report.model;

/**
 * Threads by their time on a CPU.
 *
 * @param all threads together
 */
public record Cpu(CpuTotal all, Top<CpuTotal> threads) {}
