package dev.pitot.bpf;

import org.jspecify.annotations.Nullable;

/** An attached program. Closing the link detaches it. */
public final class BpfLink extends Descriptor {
    private final @Nullable PerfUprobe event;

    BpfLink(int fd) {
        this(fd, null);
    }

    BpfLink(int fd, @Nullable PerfUprobe event) {
        super(fd);
        this.event = event;
    }

    @Override
    public synchronized void close() {
        super.close();
        if (event != null) {
            event.close();
        }
    }
}
