package dev.pitot.usdt;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** An open file that gives ranges of its bytes, and never more than it has. */
record FileBytes(Path path, FileChannel channel, long size) implements AutoCloseable {
    /**
     * Up to here a range is copied, beyond it is mapped: the first mapping in a JVM takes it 30 ms, and to read from
     * one kind of buffer only is faster.
     */
    private static final int LARGEST_COPY = 1 << 23;

    private static final int CHUNK = 1 << 16;

    /** To open a FIFO would block, and a device may have no end. */
    static boolean isSpecial(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    static FileBytes open(Path path) throws IOException {
        if (isSpecial(path)) {
            throw new IOException(path + " is no regular file");
        }
        var channel = FileChannel.open(path);
        try {
            return new FileBytes(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The bytes from {@code offset} on; at most 2 GiB, the most a buffer holds. */
    ByteBuffer range(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || length > size || offset > size - length) {
            throw UsdtException.inFile(
                    path,
                    offset,
                    String.format(Locale.ROOT, "section %s of 0x%x bytes, but the file has 0x%x", what, length, size));
        }
        return length <= LARGEST_COPY ? copy(offset, (int) length) : channel.map(READ_ONLY, offset, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** In chunks, because a read goes through native memory of its size that the thread then keeps. */
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
