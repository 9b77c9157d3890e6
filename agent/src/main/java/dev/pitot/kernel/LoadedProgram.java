package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bpf.TaskIterator;
import java.nio.file.Path;

/** A program of a bundle in the kernel. This process has it, or the helper. */
public interface LoadedProgram extends AutoCloseable {
    /** Returns the name in the kernel. */
    String name();

    /** Returns how often it ran, as far as the kernel counts that. */
    ProgramStatistics.Run statistics() throws BpfException;

    /** Attaches it to its tracepoint. */
    BpfLink attach() throws BpfException;

    /** Attaches it as an iterator over the tasks of this process. */
    TaskIterator iterate() throws BpfException;

    /**
     * Attaches it to sites of a library in this process.
     *
     * @param offsets of the sites in the file, in bytes
     * @param cookies result of {@code bpf_get_attach_cookie} at each site
     * @param atReturn whether to attach at the returns of the functions at the offsets
     */
    BpfLink attach(Path library, long[] offsets, long[] cookies, boolean atReturn) throws BpfException;

    /** Attaches it to a perf event, for a kernel without uprobe_multi. The link owns the event. */
    BpfLink attach(PerfUprobe event, long cookie) throws BpfException;

    /** Frees it, unless it may be needed again and could not be loaded then. Its links stay. */
    @Override
    void close();
}
