package dev.pitot.bpf;

import java.lang.foreign.Linker;

/** The C heap of this process. */
public final class NativeHeap {
    private NativeHeap() {}

    /**
     * Returns freed memory to the kernel, which glibc would keep. The JVM's compiler threads free some 10 MB when they
     * have compiled what starts Pitot. It takes a millisecond or two in a JVM that has just begun, and longer the larger the
     * heap is. Does nothing with another libc.
     */
    // int malloc_trim(size_t pad);
    public static void trim() {
        Linker.nativeLinker().defaultLookup().find("malloc_trim").ifPresent(function -> Libc.pointer(function, 0, 0));
    }
}
