package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;

/** A loaded program, attached to its tracepoint. */
public record TracepointProgram(LoadedProgram program, BpfLink link) implements AutoCloseable {
    /** Attaches a program. It is closed with the result, or if that fails. */
    static TracepointProgram attach(LoadedProgram program) throws BpfException {
        try {
            return new TracepointProgram(program, program.attach());
        } catch (BpfException e) {
            program.close();
            throw e;
        }
    }

    @Override
    public void close() {
        link.close();
        program.close();
    }
}
