package dev.pitot.usdt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dynamic loader's cache of library names, {@code /etc/ld.so.cache}. It finds a library as {@code -lNAME} does.
 *
 * <p>The layout is that of glibc {@code sysdeps/generic/dl-cache.h}. The magic and version have 20 characters. The
 * number of entries, the size of the strings and five unused words follow. Then come entries of 24 bytes: flags, offset
 * of the name, offset of the path, and hardware capabilities. Offsets count from the magic. A cache may begin with an
 * older format, which is skipped.
 */
public final class LibraryCache {
    private static final Path DEFAULT = Path.of("/etc/ld.so.cache");
    private static final String OLD_MAGIC = "ld.so-1.7.0";
    private static final String MAGIC = "glibc-ld.so.cache1.1";
    private static final int OLD_HEADER = 16;
    private static final int OLD_ENTRY = 12;
    private static final int HEADER = 48;
    private static final int ENTRY = 24;
    private static final int TYPE_AND_ABI = 0xffff;
    private static final int TYPE_ELF_LIBC6 = 3;

    private final List<Entry> entries;

    private LibraryCache(List<Entry> entries) {
        this.entries = entries;
    }

    /** Reads the cache of this machine. Throws {@link IOException} if there is none, as on musl. */
    public static LibraryCache read() throws IOException {
        return read(DEFAULT);
    }

    static LibraryCache read(Path path) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        return new LibraryCache(entries(newFormat(new Window(path, 0, bytes, 8))));
    }

    /** Returns the path of the first library for this architecture whose file name begins with {@code prefix}. */
    public Optional<Path> find(String prefix, Architecture architecture) {
        return entries.stream()
                .filter(entry -> entry.flags() == (TYPE_ELF_LIBC6 | architecture.cacheAbi()))
                .filter(entry -> entry.name().startsWith(prefix))
                .flatMap(entry -> PathText.path(entry.path()).stream())
                .findFirst();
    }

    private static Window newFormat(Window file) throws UsdtException {
        if (!file.startsWith(0, ascii(OLD_MAGIC))) {
            return file;
        }
        var size = OLD_HEADER + file.unsignedInt(OLD_HEADER - 4) * OLD_ENTRY;
        var aligned = (size + 7) & ~7L;
        return file.part(aligned, file.size() - aligned, "the newer format after the older");
    }

    private static List<Entry> entries(Window cache) throws UsdtException {
        if (!cache.startsWith(0, ascii(MAGIC))) {
            throw cache.error(0, MAGIC);
        }
        var count = cache.unsignedInt(MAGIC.length());
        var table = cache.part(HEADER, count * ENTRY, "the entries");
        var entries = new ArrayList<Entry>();
        for (var at = 0L; at < table.size(); at += ENTRY) {
            var flags = (int) table.unsignedInt(at) & TYPE_AND_ABI;
            var name = cache.string(table.unsignedInt(at + 4));
            entries.add(new Entry(flags, name, cache.string(table.unsignedInt(at + 8))));
        }
        return List.copyOf(entries);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private record Entry(int flags, String name, String path) {}
}
