package dev.pitot.report.model;

/**
 * Threads by their time on a CPU.
 *
 * @param all sum of all threads
 */
public record Cpu(CpuTotal all, Top<CpuTotal> threads) {}
