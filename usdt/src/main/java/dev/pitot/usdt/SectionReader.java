package dev.pitot.usdt;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the section header table.
 *
 * <p>jelf's section objects are not used: to look at one it materialises it, which costs an object per symbol of a
 * symbol table and, in a hostile file, an array of whatever size the file asks for.
 */
final class SectionReader {
    /** Longer than any that is looked for; many sections may share one name, or the end of one, of thousands of bytes. */
    private static final int LONGEST_NAME = 64;

    private final Window table;
    private final int entrySize;

    /** {@code table}: the whole section header table; {@code entrySize}: {@code e_shentsize}. */
    SectionReader(Window table, int entrySize) {
        this.table = table;
        this.entrySize = entrySize;
    }

    /** All sections without their names, which are in one of them. */
    List<Section> read() throws UsdtException {
        var sections = new ArrayList<Section>();
        for (var at = 0L; at + entrySize <= table.size(); at += entrySize) {
            sections.add(section(at));
        }
        return List.copyOf(sections);
    }

    /** The same sections with the names they have in the section name table. */
    List<Section> named(List<Section> sections, Window names) throws UsdtException {
        var named = new ArrayList<Section>();
        for (var i = 0; i < sections.size(); i++) {
            var s = sections.get(i);
            var name = names.head(table.unsignedInt((long) i * entrySize), LONGEST_NAME);
            named.add(new Section(name, s.type(), s.address(), s.offset(), s.size(), s.link(), s.entrySize()));
        }
        return List.copyOf(named);
    }

    /** {@code sh_name sh_type} 4 bytes each, {@code sh_flags sh_addr sh_offset sh_size} an address each, and so on. */
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
