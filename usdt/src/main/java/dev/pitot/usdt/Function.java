package dev.pitot.usdt;

/**
 * A function of the symbol table.
 *
 * @param name mangled name, as in the file
 * @param address address as linked
 * @param offset offset in the file, for a uprobe; or {@link Site#NOT_IN_FILE}
 * @param size size in bytes; 0 if the file does not tell
 */
public record Function(String name, long address, long offset, long size) {}
