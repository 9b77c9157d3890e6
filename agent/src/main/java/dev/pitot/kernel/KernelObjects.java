package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bundle.ProgramSpec;
import java.util.Optional;

/** The maps of one bundle, and who loads its programs: this process, or the helper for it. Closing it frees all. */
public interface KernelObjects extends AutoCloseable {
    /** Returns a map; empty if the bundle has none of that name, or if this process may not have it. */
    Optional<BpfMap> map(String name);

    /** Returns the size of the ring buffer in bytes. */
    int ringSize();

    /**
     * Returns whether the programs time their own runs. They do so where this process may not use the kernel's
     * statistics.
     */
    boolean isTiming();

    /** Loads a program that is to be attached. */
    LoadedProgram load(ProgramSpec program) throws BpfException;

    /** Loads the program for libjvm's sites to be attached to perf events, for a kernel without uprobe_multi. */
    LoadedProgram loadForPerf(ProgramSpec program) throws BpfException;

    /** Loads a program that this process runs on its own threads. */
    BpfProgram callable(ProgramSpec program) throws BpfException;

    /** Empties the map of block requests. */
    void forgetRequests() throws BpfException;

    /**
     * Is told that the session has begun. What it may need later must be loaded by then, if it cannot be loaded later.
     */
    void begun();

    /** Returns what makes other objects of the kernel; empty if this process has not the privileges. */
    Optional<Bpf> own();

    @Override
    void close();
}
