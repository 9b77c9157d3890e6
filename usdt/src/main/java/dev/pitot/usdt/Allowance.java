package dev.pitot.usdt;

import java.nio.file.Path;

/** How many bytes are still taken of a file that may be made to need more memory than it has bytes. */
final class Allowance {
    private final Path file;
    private final String what;
    private final long most;
    private long left;

    Allowance(long most, Path file, String what) {
        this.most = most;
        this.left = most;
        this.file = file;
        this.what = what;
    }

    void take(long bytes) throws UsdtException {
        left -= bytes;
        if (left < 0) {
            throw UsdtException.inFile(file, 0, what + " of at most " + most + " bytes together");
        }
    }
}
