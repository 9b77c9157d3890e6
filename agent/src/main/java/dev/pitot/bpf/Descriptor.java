package dev.pitot.bpf;

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

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
