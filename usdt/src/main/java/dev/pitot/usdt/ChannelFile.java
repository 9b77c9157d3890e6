package dev.pitot.usdt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import net.fornwall.jelf.BackingFile;

/**
 * The file through which jelf reads the headers: one page at a time, and never beyond its end.
 *
 * <p>jelf's own mapped file would map everything and is limited to 2 GiB. Exceptions are unchecked here; {@link
 * ElfImage#open} converts them.
 */
final class ChannelFile implements BackingFile {
    private final FileChannel channel;
    private final ByteBuffer page = ByteBuffer.allocate(4096).limit(0);
    private long pageStart;
    private long position;

    ChannelFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void seek(long offset) {
        if (offset < 0) {
            throw new IndexOutOfBoundsException(String.format(Locale.ROOT, "offset 0x%x in the file", offset));
        }
        position = offset;
    }

    @Override
    public void skip(int count) {
        seek(position + count);
    }

    @Override
    public short readUnsignedByte() {
        if (position < pageStart || position >= pageStart + page.limit()) {
            fill();
        }
        return (short) (page.get((int) (position++ - pageStart)) & 0xff);
    }

    @Override
    public int read(byte[] target) {
        for (var i = 0; i < target.length; i++) {
            target[i] = (byte) readUnsignedByte();
        }
        return target.length;
    }

    private void fill() {
        try {
            pageStart = position;
            channel.read(page.clear(), position);
            page.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (page.limit() == 0) {
            throw new IndexOutOfBoundsException(String.format(Locale.ROOT, "offset 0x%x is beyond the end", position));
        }
    }
}
