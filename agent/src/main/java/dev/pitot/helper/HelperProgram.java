package dev.pitot.helper;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.OpenFile;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bpf.TaskIterator;
import dev.pitot.kernel.LoadedProgram;
import java.nio.file.Path;

/**
 * A program that the helper keeps.
 *
 * @param number its place in the bundle
 */
record HelperProgram(Conversation helper, int number, String name) implements LoadedProgram {
    @Override
    public ProgramStatistics.Run statistics() throws BpfException {
        try (var answer = helper.ask(Messages.ofProgram(Messages.STATISTICS, number), name)) {
            var message = answer.message();
            return new ProgramStatistics.Run(
                    message.getLong(Messages.RUNS), message.getLong(Messages.NANOS), message.getLong(Messages.MISSED));
        }
    }

    @Override
    public BpfLink attach() throws BpfException {
        try (var answer = helper.ask(Messages.ofProgram(Messages.ATTACH, number), name)) {
            return answer.descriptors().link();
        }
    }

    @Override
    public TaskIterator iterate() throws BpfException {
        try (var answer = helper.ask(Messages.ofProgram(Messages.ATTACH, number), name)) {
            return answer.descriptors().tasks();
        }
    }

    @Override
    public BpfLink attach(Path library, long[] offsets, long[] cookies, boolean atReturn) throws BpfException {
        if (offsets.length > Messages.MAX_SITES) {
            throw new IllegalArgumentException(offsets.length + " sites");
        }
        try (var file = OpenFile.of(library);
                var answer = helper.ask(Messages.sites(number, offsets, cookies, atReturn), library.toString(), file)) {
            return answer.descriptors().link();
        }
    }

    @Override
    public BpfLink attach(PerfUprobe event, long cookie) throws BpfException {
        throw new UnsupportedOperationException("a helper attaches by uprobe_multi only");
    }

    /** The helper keeps it: once it has given up its capabilities, it cannot load it again. */
    @Override
    public void close() {}
}
