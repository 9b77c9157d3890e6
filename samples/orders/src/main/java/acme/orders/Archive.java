package acme.orders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.CRC32;

/** A file of old orders, month by month. It is read past the page cache, which it would fill. */
final class Archive implements AutoCloseable {
    private static final int MONTHS = 12;
    private static final int MONTH = 4 << 20;
    private static final int BLOCK = 256 << 10;

    private final FileChannel channel;
    private final int alignment;

    private Archive(FileChannel channel, int alignment) {
        this.channel = channel;
        this.alignment = alignment;
    }

    static Archive create(Path file) throws IOException {
        write(file);
        var channel = FileChannel.open(file, StandardOpenOption.READ, direct());
        return new Archive(channel, (int) Files.getFileStore(file).getBlockSize());
    }

    /** To the disk: the kernel would else write it while requests are served. */
    private static void write(Path file) throws IOException {
        var month = new byte[MONTH];
        new Random(MONTHS).nextBytes(month);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (var i = 0; i < MONTHS; i++) {
                var content = ByteBuffer.wrap(month);
                while (content.hasRemaining()) {
                    channel.write(content);
                }
            }
            channel.force(true);
        }
    }

    /** {@code ExtendedOpenOption.DIRECT}, by name: javac warns of the class, and no annotation can silence that. */
    private static OpenOption direct() throws IOException {
        try {
            return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("This JDK does not read past the page cache", e);
        }
    }

    /** Of a month, read block by block. */
    long checksum(int month) throws IOException {
        var block = ByteBuffer.allocateDirect(BLOCK + alignment)
                .alignedSlice(alignment)
                .limit(BLOCK);
        var checksum = new CRC32();
        var begin = (long) (month % MONTHS) * MONTH;
        for (var position = begin; position < begin + MONTH; position += BLOCK) {
            if (channel.read(block.rewind(), position) != BLOCK) {
                throw new IOException("The archive ends at " + position);
            }
            checksum.update(block.flip());
        }
        return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
