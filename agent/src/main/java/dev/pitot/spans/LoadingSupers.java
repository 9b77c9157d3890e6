package dev.pitot.spans;

import org.jspecify.annotations.Nullable;

/** What is above one class that the JVM is about to load. It is found out when it is first asked for. */
final class LoadingSupers implements SuperTypes {
    private final byte[] classFile;
    private final @Nullable ClassLoader loader;
    private final SuperFiles files;
    private SuperFiles.@Nullable Above above;
    private boolean isUndecided;

    LoadingSupers(byte[] classFile, @Nullable ClassLoader loader, SuperFiles files) {
        this.classFile = classFile;
        this.loader = loader;
        this.files = files;
    }

    @Override
    public boolean haveOneOf(NameGlob types) {
        var known = above;
        if (known == null) {
            known = files.above(classFile, loader);
            above = known;
        }
        for (var name : known.names()) {
            if (types.matches(name)) {
                return true;
            }
        }
        isUndecided |= !known.areAll();
        return false;
    }

    /** Returns whether some answer was no because not all is known. */
    boolean areUndecided() {
        return isUndecided;
    }
}
