package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** A symbol table that is searched in place. It creates objects only for matches. */
final class SymbolTable {
    private static final int STT_FUNC = 2;
    private static final int SHN_UNDEF = 0;

    private final ElfImage image;
    private final Window entries;
    private final Window names;
    private final int entrySize;

    SymbolTable(ElfImage image, Section section) throws IOException {
        this.image = image;
        this.entries = image.window(section);
        this.names = image.window(image.linked(section));
        this.entrySize = entries.addressSize() == 8 ? 24 : 16;
        if (section.entrySize() != entrySize) {
            throw entries.error(0, "symbols of " + entrySize + " bytes, not " + section.entrySize());
        }
    }

    /**
     * Passes on every function that is defined here and whose mangled name begins with one of the prefixes.
     *
     * @param left limit of the bytes of all names, because many symbols may share one long name
     */
    void functions(List<String> prefixes, Allowance left, Consumer<Function> found) throws UsdtException {
        var wanted = prefixes.stream()
                .map(prefix -> prefix.getBytes(StandardCharsets.UTF_8))
                .toList();
        for (var at = 0L; at + entrySize <= entries.size(); at += entrySize) {
            var name = entries.unsignedInt(at);
            if (startsWithOne(name, wanted) && isDefinedFunction(at)) {
                left.take(names.stringSize(name));
                found.accept(function(at, names.string(name)));
            }
        }
    }

    private boolean startsWithOne(long name, List<byte[]> wanted) throws UsdtException {
        for (var prefix : wanted) {
            if (names.startsWith(name, prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether an entry is a function defined here. {@code st_info} and {@code st_shndx} follow value and size
     * in 32-bit files and precede them in 64-bit files.
     */
    private boolean isDefinedFunction(long at) throws UsdtException {
        var info = at + (entrySize == 24 ? 4 : 12);
        return (entries.unsignedByte(info) & 0xf) == STT_FUNC && entries.unsignedShort(info + 2) != SHN_UNDEF;
    }

    private Function function(long at, String name) throws UsdtException {
        var word = entries.addressSize();
        var valueAt = at + (entrySize == 24 ? 8 : 4);
        var address = entries.address(valueAt);
        return new Function(name, address, image.offset(address), entries.address(valueAt + word));
    }
}
