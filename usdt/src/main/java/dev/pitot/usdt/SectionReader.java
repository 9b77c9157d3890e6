package dev.pitot.usdt;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the section header table.
 *
 * <p>It does not use jelf's section objects. jelf creates an object per symbol of a symbol table and, for a hostile
 * file, an array of any size that the file asks for.
 */
final class SectionReader {
    /**
     * Longer than the name of any section of interest. In a hostile file many sections may share a name of thousands of
     * bytes.
     */
    private static final int MAX_NAME = 64;

    private final Window table;
    private final int entrySize;

    /**
     * Creates a reader.
     *
     * @param table the whole section header table
     * @param entrySize {@code e_shentsize}
     */
    SectionReader(Window table, int entrySize) {
        this.table = table;
        this.entrySize = entrySize;
    }

    /** Returns all sections without their names, which one of the sections contains. */
    List<Section> read() throws UsdtException {
        var sections = new ArrayList<Section>();
        for (var at = 0L; at + entrySize <= table.size(); at += entrySize) {
            sections.add(section(at));
        }
        return List.copyOf(sections);
    }

    /** Returns the same sections with their names from the section name table. */
    List<Section> named(List<Section> sections, Window names) throws UsdtException {
        var named = new ArrayList<Section>();
        for (var i = 0; i < sections.size(); i++) {
            var s = sections.get(i);
            var name = names.head(table.unsignedInt((long) i * entrySize), MAX_NAME);
            named.add(new Section(name, s.type(), s.address(), s.offset(), s.size(), s.link(), s.entrySize()));
        }
        return List.copyOf(named);
    }

    /**
     * Reads one header: {@code sh_name sh_type} of 4 bytes each, {@code sh_flags sh_addr sh_offset sh_size} of one
     * address each, and so on.
     */
    private Section section(long at) throws UsdtException {
        var word = table.addressSize();
        var type = (int) table.unsignedInt(at + 4);
        var address = table.address(at + 8 + word);
        var offset = table.address(at + 8 + 2L * word);
        var size = table.address(at + 8 + 3L * word);
        var link = (int) table.unsignedInt(at + 8 + 4L * word);
        var entry = table.address(at + 16 + 5L * word);
        return new Section("", type, address, offset, size, link, entry);
    }
}
