package dev.pitot.kernel;

import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.BpfProgram;

/** A loaded program at the tracepoint that it is for. */
public record TracepointProgram(BpfProgram program, BpfLink link) implements AutoCloseable {
    @Override
    public void close() {
        link.close();
        program.close();
    }
}
