package dev.pitot.usdt;

/** A loadable segment: {@code size} bytes of the file from {@code offset} on are mapped at {@code address}. */
record Segment(long address, long offset, long size) {

    boolean contains(long virtualAddress) {
        // The comparison is unsigned: for an address below the segment the difference is a huge number.
        return Long.compareUnsigned(virtualAddress - address, size) < 0;
    }

    long toOffset(long virtualAddress) {
        return virtualAddress - address + offset;
    }
}
