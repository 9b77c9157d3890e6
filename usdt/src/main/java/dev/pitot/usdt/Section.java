package dev.pitot.usdt;

/** A section header, {@code Elf64_Shdr} or {@code Elf32_Shdr}, with the file's values; sizes are in bytes. */
record Section(String name, int type, long address, long offset, long size, int link, long entrySize) {
    static final int SYMTAB = 2;
    static final int NOTE = 7;
    /** The type of sections with a size but without bytes in the file. */
    static final int NOBITS = 8;

    static final int DYNSYM = 11;
}
