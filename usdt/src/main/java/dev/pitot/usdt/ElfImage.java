package dev.pitot.usdt;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;

/**
 * An open ELF file: its loadable segments and its sections. It reads the bytes of a section on demand.
 *
 * <p>jelf reads the file header and the program headers. Every size that the file states is compared with the file's
 * own size before anything is allocated.
 */
final class ElfImage implements AutoCloseable {
    /** Each address is searched in all of them. Linkers create four or five. */
    private static final int MAX_SEGMENTS = 256;

    private final FileBytes file;
    private final ElfFile header;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfImage(FileBytes file) throws IOException {
        this.file = file;
        this.header = ElfFile.from(new ChannelFile(file.channel()));
        this.segments = readSegments();
        this.sections = readSections();
    }

    static ElfImage open(Path path) throws IOException {
        var file = FileBytes.open(path);
        try {
            return new ElfImage(file);
        } catch (IOException e) {
            file.close();
            throw e;
        } catch (RuntimeException e) {
            // The exceptions of jelf and of ChannelFile are unchecked.
            file.close();
            throw UsdtException.inFile(path, "an ELF header", e);
        }
    }

    long size() {
        return file.size();
    }

    Path path() {
        return file.path();
    }

    Optional<Architecture> architecture() {
        return Architecture.ofElf(header.e_machine & 0xffff);
    }

    /**
     * Returns the sections of a type. In a valid file they do not overlap. A hostile file could make each byte be read
     * many times.
     */
    List<Section> sections(int type) throws UsdtException {
        var left = file.size();
        var found = new ArrayList<Section>();
        for (var section : sections) {
            if (section.type() == type) {
                if (section.size() < 0 || section.size() > left) {
                    throw UsdtException.inFile(path(), section.offset(), "sections that fit into the file");
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

    /** Returns the section in the {@code sh_link} of another one, such as the strings of a symbol table. */
    Section linked(Section section) throws UsdtException {
        if (section.link() <= 0 || section.link() >= sections.size()) {
            throw UsdtException.inFile(path(), section.offset(), section.name() + " to be linked with a string table");
        }
        return sections.get(section.link());
    }

    /**
     * Returns the file offset of a virtual address, or {@link Site#NOT_IN_FILE} if no segment loads it from the file.
     */
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
        file.close();
    }

    private Window window(long offset, long length, String what) throws IOException {
        var order = header.ei_data == ElfFile.DATA_MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        var bytes = file.range(offset, length, what).order(order);
        return new Window(file.path(), offset, bytes, header.is32Bits() ? 4 : 8);
    }

    private List<Segment> readSegments() throws UsdtException {
        var loadable = new ArrayList<Segment>();
        if (header.e_phnum != 0 && (header.e_phentsize & 0xffff) < (header.is32Bits() ? 32 : 56)) {
            throw UsdtException.inFile(
                    path(), header.e_phoff, "program headers of 32 or 56 bytes, not " + header.e_phentsize);
        }
        for (var i = 0; i < (header.e_phnum & 0xffff); i++) {
            var segment = header.getProgramHeader(i);
            if (segment.p_type == ElfSegment.PT_LOAD) {
                if (loadable.size() == MAX_SEGMENTS) {
                    throw UsdtException.inFile(
                            path(), header.e_phoff, "at most " + MAX_SEGMENTS + " loadable segments");
                }
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
            throw UsdtException.inFile(path(), header.e_shoff, "section headers of 40 or 64 bytes, not " + entrySize);
        }
        var table = window(header.e_shoff, (long) count * entrySize, "headers");
        var reader = new SectionReader(table, entrySize);
        var unnamed = reader.read();
        return reader.named(unnamed, nameTable(unnamed));
    }

    private Window nameTable(List<Section> unnamed) throws IOException {
        var index = header.e_shstrndx & 0xffff;
        if (index >= unnamed.size()) {
            throw UsdtException.inFile(path(), header.e_shoff, "a section name table, not section " + index);
        }
        return window(unnamed.get(index));
    }
}
