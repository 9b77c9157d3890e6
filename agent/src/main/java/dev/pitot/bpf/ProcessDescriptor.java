package dev.pitot.bpf;

import java.lang.foreign.MemorySegment;

/** A process, held by a descriptor. It cannot be confused with a later process of the same number. */
public final class ProcessDescriptor extends Descriptor {
    /** The number is the same on every architecture. */
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;

    private static final long SYS_PIDFD_OPEN = 434;

    private ProcessDescriptor(int fd) {
        super(fd);
    }

    public static ProcessDescriptor open(long pid) throws BpfException {
        var fd = Libc.syscall(SYS_PIDFD_OPEN, pid, MemorySegment.NULL, 0);
        if (fd < 0) {
            throw BpfException.of("opening process " + pid, (int) -fd);
        }
        return new ProcessDescriptor((int) fd);
    }

    public void signal(int number) throws BpfException {
        var result = Libc.syscall(SYS_PIDFD_SEND_SIGNAL, fd(), MemorySegment.ofAddress(number), 0);
        if (result < 0) {
            throw BpfException.of("sending a signal", (int) -result);
        }
    }
}
