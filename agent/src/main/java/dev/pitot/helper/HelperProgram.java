package dev.pitot.helper;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.OpenFile;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.bpf.ProgramStatistics.Run;
import dev.pitot.bpf.TaskIterator;
import dev.pitot.kernel.LoadedProgram;
import java.nio.file.Path;

/**
 * A program that the helper keeps.
 *
 * @param number its place in the bundle
 * @param before what it did before it was taken
 */
record HelperProgram(Conversation helper, int number, String name, Run before) implements LoadedProgram {
    /** Returns a program that has not run yet. */
    static HelperProgram fresh(Conversation helper, int number, String name) {
        return new HelperProgram(helper, number, name, new Run(0, 0, 0));
    }

    /** Returns the same program, whose statistics begin at this moment. */
    HelperProgram since(Run now) {
        return new HelperProgram(helper, number, name, now);
    }

    @Override
    public Run statistics() throws BpfException {
        try (var answer = helper.ask(Messages.ofProgram(Messages.STATISTICS, number), name)) {
            var message = answer.message();
            return new Run(
                    message.getLong(Messages.RUNS) - before.count(),
                    message.getLong(Messages.NANOS) - before.nanos(),
                    message.getLong(Messages.MISSED) - before.missed());
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
