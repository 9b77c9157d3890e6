package dev.pitot.usdt;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** An open file that returns ranges of its bytes, and never more than it has. */
record FileBytes(Path path, FileChannel channel, long size) implements AutoCloseable {
    /**
     * The size up to which a range is copied; larger ones are mapped. The first mapping in a JVM takes 30 ms, and
     * reading from only one kind of buffer is faster.
     */
    private static final int MAX_COPY = 1 << 23;

    private static final int CHUNK = 1 << 16;

    /** Returns whether a path is a FIFO, which would block the opening, or a device, which may have no end. */
    static boolean isSpecial(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    static FileBytes open(Path path) throws IOException {
        if (isSpecial(path)) {
            throw new IOException(path + " is not a regular file");
        }
        var channel = FileChannel.open(path);
        try {
            return new FileBytes(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the bytes from {@code offset} on; at most 2 GiB, the maximum of a buffer. */
    ByteBuffer range(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || length > size || offset > size - length) {
            throw UsdtException.inFile(
                    path,
                    offset,
                    String.format(Locale.ROOT, "section %s of 0x%x bytes, but the file has 0x%x", what, length, size));
        }
        return length <= MAX_COPY ? copy(offset, (int) length) : channel.map(READ_ONLY, offset, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Copies in chunks. A read uses native memory of its size, which the thread then keeps. */
    private ByteBuffer copy(long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        int read;
        do {
            bytes.limit(Math.min(bytes.position() + CHUNK, length));
            read = channel.read(bytes, offset + bytes.position());
        } while (read > 0 && bytes.position() < length);
        return bytes.flip();
    }
}
