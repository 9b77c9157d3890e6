package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bpf.TaskIterator;
import java.nio.file.Path;

/** A program that this process has loaded. */
public record OwnProgram(BpfProgram program) implements LoadedProgram {
    @Override
    public String name() {
        return program.name();
    }

    @Override
    public ProgramStatistics.Run statistics() throws BpfException {
        return ProgramStatistics.of(program);
    }

    @Override
    public BpfLink attach() throws BpfException {
        return program.attach();
    }

    @Override
    public TaskIterator iterate() throws BpfException {
        return program.iterateTasks(OwnProcess.pid());
    }

    @Override
    public BpfLink attach(Path library, long[] offsets, long[] cookies, boolean atReturn) throws BpfException {
        return program.attachUprobes(library.toString(), offsets, cookies, atReturn, OwnProcess.pid());
    }

    @Override
    public BpfLink attach(PerfUprobe event, long cookie) throws BpfException {
        return program.attachPerfEvent(event, cookie);
    }

    @Override
    public void close() {
        program.close();
    }
}
