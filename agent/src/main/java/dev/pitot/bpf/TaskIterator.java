package dev.pitot.bpf;

import dev.pitot.bpf.BpfSyscall.Attributes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Runs a program once for each task of the process, and returns its output. */
public final class TaskIterator extends Descriptor {
    private static final int BUFFER = 64 * 1024;

    /** Receives {@code length} bytes of output in {@code memory}, always whole records. */
    @FunctionalInterface
    public interface Output {
        void accept(MemorySegment memory, int length);
    }

    TaskIterator(int link) {
        super(link);
    }

    /** Walks over all tasks once, on the calling thread. */
    public void run(Output output) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var attributes = new Attributes(arena).u32(0, fd()).u32(4, 0);
            try (var walk = new Descriptor(
                    BpfSyscall.checked(BpfSyscall.ITER_CREATE, attributes, "starting the iterator over tasks"))) {
                read(walk, arena.allocate(BUFFER, 8), output);
            }
        }
    }

    /**
     * Reads the output. Each read returns the output of whole program runs (kernel/bpf/bpf_iter.c, {@code
     * bpf_seq_read}).
     */
    private static void read(Descriptor walk, MemorySegment buffer, Output output) throws BpfException {
        while (true) {
            var length = Libc.read(walk.fd(), buffer);
            if (Signals.wasInterrupted(length)) {
                continue;
            }
            if (length < 0) {
                throw BpfException.of("reading the iterator over tasks", (int) -length);
            }
            if (length == 0) {
                return;
            }
            output.accept(buffer, (int) length);
        }
    }
}
