package dev.pitot.usdt;

import java.nio.file.Path;

/** Limits the bytes read from a file that may be crafted to take more memory than its size. */
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
            throw UsdtException.inFile(file, 0, what + " of at most " + most + " bytes in total");
        }
    }
}
