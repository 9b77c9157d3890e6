package dev.pitot.session;

import dev.pitot.bcc.BpfLink;
import dev.pitot.bcc.BpfProgram;

/** A loaded program at the tracepoint that it is for. */
record Probe(BpfProgram program, BpfLink link) implements AutoCloseable {
    @Override
    public void close() {
        link.close();
        program.close();
    }
}
