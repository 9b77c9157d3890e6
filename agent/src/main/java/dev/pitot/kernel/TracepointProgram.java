package dev.pitot.kernel;

import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.BpfProgram;

/** A loaded program, attached to its tracepoint. */
public record TracepointProgram(BpfProgram program, BpfLink link) implements AutoCloseable {
    @Override
    public void close() {
        link.close();
        program.close();
    }
}
