package dev.pitot.bpf;

/** A loaded program. */
public final class BpfProgram extends Descriptor {
    private final String name;

    BpfProgram(int fd, String name) {
        super(fd);
        this.name = name;
    }

    public String name() {
        return name;
    }
}
