package dev.pitot.bpf;

/** Descriptors that the helper has passed to this process. Closing closes those that became an object of nobody. */
public final class PassedDescriptors implements AutoCloseable {
    private static final int TAKEN = -1;

    private final int[] descriptors;

    PassedDescriptors(int[] descriptors) {
        this.descriptors = descriptors;
    }

    public int count() {
        return descriptors.length;
    }

    /** Takes a descriptor as a map. Sizes are in bytes. */
    public BpfMap map(int place, String name, int keySize, int valueSize, int maxEntries) throws BpfException {
        return new BpfMap(take(place), name, keySize, valueSize, maxEntries);
    }

    public BpfLink link() throws BpfException {
        return new BpfLink(take(0));
    }

    public TaskIterator tasks() throws BpfException {
        return new TaskIterator(take(0));
    }

    public BpfProgram program(String name) throws BpfException {
        return new BpfProgram(take(0), name);
    }

    private int take(int place) throws BpfException {
        if (place >= descriptors.length || descriptors[place] == TAKEN) {
            throw new BpfException.HelperRefused(
                    "the helper's answer lacks a descriptor", BpfException.HelperRefused.REINSTALL);
        }
        var taken = descriptors[place];
        descriptors[place] = TAKEN;
        return taken;
    }

    @Override
    public void close() {
        for (var i = 0; i < descriptors.length; i++) {
            if (descriptors[i] != TAKEN) {
                Libc.close(descriptors[i]);
                descriptors[i] = TAKEN;
            }
        }
    }
}
