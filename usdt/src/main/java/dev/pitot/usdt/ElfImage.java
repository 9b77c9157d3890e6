package dev.pitot.usdt;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;

/**
 * An open ELF file: its loadable segments and its sections, with the sections' bytes read when they are asked for.
 *
 * <p>jelf reads the file header and the program headers. Nothing is allocated by a size that the file states before that
 * size was compared with the file's own.
 */
final class ElfImage implements AutoCloseable {
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    /** Copied rather than mapped: the first mapping in a JVM takes it 30 ms, and reading by one kind of buffer is faster. */
    private static final int LARGEST_COPY = 1 << 23;

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final ElfFile header;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfImage(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
        this.header = ElfFile.from(new ChannelFile(channel));
        this.segments = readSegments();
        this.sections = readSections();
    }

    static ElfImage open(Path path) throws IOException {
        var channel = FileChannel.open(path);
        try {
            return new ElfImage(path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        } catch (RuntimeException e) {
            // jelf's exceptions, and those of ChannelFile, are unchecked.
            channel.close();
            throw UsdtException.inFile(path, "an ELF header", e);
        }
    }

    Path path() {
        return path;
    }

    Optional<Architecture> architecture() {
        return Architecture.ofElf(header.e_machine & 0xffff);
    }

    /** The sections of a type. In a sound file they do not overlap; a hostile one would have each read many times over. */
    List<Section> sections(int type) throws UsdtException {
        var left = size;
        var found = new ArrayList<Section>();
        for (var section : sections) {
            if (section.type() == type) {
                if (section.size() < 0 || section.size() > left) {
                    throw UsdtException.inFile(path, section.offset(), "sections that fit into the file");
                }
                left -= section.size();
                found.add(section);
            }
        }
        return found;
    }

    Optional<Section> section(String name) {
        for (var section : sections) {
            if (section.name().equals(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /** The section that another one's {@code sh_link} names, such as the strings of a symbol table. */
    Section linked(Section section) throws UsdtException {
        if (section.link() <= 0 || section.link() >= sections.size()) {
            throw UsdtException.inFile(path, section.offset(), section.name() + " to be linked with a string table");
        }
        return sections.get(section.link());
    }

    /** The offset in the file of a virtual address, or {@link Site#NOT_IN_FILE} when no segment loads it from the file. */
    long offset(long address) {
        for (var segment : segments) {
            if (segment.contains(address)) {
                return segment.toOffset(address);
            }
        }
        return Site.NOT_IN_FILE;
    }

    Window window(Section section) throws IOException {
        var bytes = section.type() == Section.NOBITS ? 0 : section.size();
        return window(section.offset(), bytes, section.name());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Window window(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || length > LARGEST_WINDOW || length > size || offset > size - length) {
            throw UsdtException.inFile(
                    path, offset, "section %s of 0x%x bytes, but the file has 0x%x".formatted(what, length, size));
        }
        var bytes = length <= LARGEST_COPY ? copy(offset, (int) length) : channel.map(READ_ONLY, offset, length);
        var order = header.ei_data == ElfFile.DATA_MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new Window(path, offset, bytes.order(order), header.is32Bits() ? 4 : 8);
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

    private List<Segment> readSegments() throws UsdtException {
        var loadable = new ArrayList<Segment>();
        if (header.e_phnum != 0 && (header.e_phentsize & 0xffff) < (header.is32Bits() ? 32 : 56)) {
            throw UsdtException.inFile(
                    path, header.e_phoff, "program headers of 32 or 56 bytes, not " + header.e_phentsize);
        }
        for (var i = 0; i < (header.e_phnum & 0xffff); i++) {
            var segment = header.getProgramHeader(i);
            if (segment.p_type == ElfSegment.PT_LOAD) {
                loadable.add(new Segment(segment.p_vaddr, segment.p_offset, segment.p_filesz));
            }
        }
        return List.copyOf(loadable);
    }

    private List<Section> readSections() throws IOException {
        var count = header.e_shnum & 0xffff;
        var entrySize = header.e_shentsize & 0xffff;
        if (count == 0) {
            return List.of();
        }
        if (entrySize < (header.is32Bits() ? 40 : 64)) {
            throw UsdtException.inFile(path, header.e_shoff, "section headers of 40 or 64 bytes, not " + entrySize);
        }
        var table = window(header.e_shoff, (long) count * entrySize, "headers");
        var reader = new SectionReader(table, entrySize);
        var unnamed = reader.read();
        return reader.named(unnamed, nameTable(unnamed));
    }

    private Window nameTable(List<Section> unnamed) throws IOException {
        var index = header.e_shstrndx & 0xffff;
        if (index >= unnamed.size()) {
            throw UsdtException.inFile(path, header.e_shoff, "a section name table, not section " + index);
        }
        return window(unnamed.get(index));
    }
}
