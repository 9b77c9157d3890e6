package dev.pitot.bpf;

import java.util.function.IntConsumer;

/** A file descriptor, which is closed only once. */
class Descriptor implements AutoCloseable {
    private int fd;

    Descriptor(int fd) {
        this.fd = fd;
    }

    final synchronized int fd() {
        if (fd < 0) {
            throw new IllegalStateException("closed");
        }
        return fd;
    }

    /** Does something with the descriptor, unless it is closed. */
    final synchronized void withOpen(IntConsumer use) {
        if (fd >= 0) {
            use.accept(fd);
        }
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
