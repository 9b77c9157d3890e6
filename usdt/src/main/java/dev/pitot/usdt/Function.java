package dev.pitot.usdt;

/**
 * A function of the symbol table.
 *
 * @param name mangled, as in the file
 * @param address as linked
 * @param offset in the file, which is what a uprobe wants, or {@link Site#NOT_IN_FILE}
 * @param size in bytes, 0 when the file does not say
 */
public record Function(String name, long address, long offset, long size) {}
