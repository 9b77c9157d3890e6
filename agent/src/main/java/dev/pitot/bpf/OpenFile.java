package dev.pitot.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A file that is open for reading, to be passed to the helper. */
public final class OpenFile extends Descriptor {
    private static final long SYS_OPENAT = Libc.ARM ? 56 : 257;
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_CLOEXEC = 0x80000;

    private OpenFile(int fd) {
        super(fd);
    }

    public static OpenFile of(Path file) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(file.toString());
            var fd = Signals.repeated(
                    () -> (int) Libc.syscall(SYS_OPENAT, AT_FDCWD, path, O_RDONLY_CLOEXEC, MemorySegment.NULL));
            if (fd < 0) {
                throw BpfException.of("opening " + file, -fd);
            }
            return new OpenFile(fd);
        }
    }
}
