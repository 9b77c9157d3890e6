package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An executable or a shared library, with what a tracer needs: its probes, its functions, its build id.
 *
 * <p>Opening reads only the headers. Notes and symbols are read at each call. A malformed ELF file causes a {@link
 * UsdtException}, an unreadable one any other {@link IOException}. Not thread-safe.
 */
public final class UsdtFile implements AutoCloseable {
    private static final int NT_GNU_BUILD_ID = 3;

    /** libjvm's notes have 100 kB. */
    private static final long MAX_NOTES = 16 << 20;

    /** The bytes allowed for the names of matching functions, in addition to twice the size of the file. */
    private static final long MORE_NAMES = 1 << 20;

    private static final long MAX_NAMES = 64 << 20;

    private final ElfImage image;

    private UsdtFile(ElfImage image) {
        this.image = image;
    }

    public static UsdtFile open(Path path) throws IOException {
        return new UsdtFile(ElfImage.open(path));
    }

    /** Returns whether a file begins like an ELF file. {@link #open} rejects any other. */
    public static boolean isElf(Path path) throws IOException {
        return !FileBytes.isSpecial(path) && Arrays.equals(FileHead.read(path, 4), new byte[] {0x7f, 'E', 'L', 'F'});
    }

    public Path path() {
        return image.path();
    }

    /** Returns the architecture of the code; empty if arguments of its probes cannot be parsed. */
    public Optional<Architecture> architecture() {
        return image.architecture();
    }

    /** Returns the probes in the order in which the notes first name them. */
    public List<Probe> probes() throws IOException {
        var base = image.section(".stapsdt.base").map(Section::address);
        var sites = new LinkedHashMap<ProbeName, List<Site>>();
        for (var note : notes()) {
            var name = new ProbeName(note.provider(), note.name());
            sites.computeIfAbsent(name, absent -> new ArrayList<>()).add(site(note, base));
        }
        var probes = new ArrayList<Probe>();
        sites.forEach((name, of) -> probes.add(new Probe(name.provider(), name.name(), of)));
        return List.copyOf(probes);
    }

    /**
     * Returns the functions defined in the file whose mangled name begins with {@code prefix}. Those of {@code .symtab}
     * come first, then those that only {@code .dynsym} has. They include the compiler's clones ({@code .part.0}, {@code
     * .cold}).
     */
    public List<Function> functions(String prefix) throws IOException {
        return functions(List.of(prefix));
    }

    /**
     * Returns the functions for several prefixes in one pass. A symbol table has megabytes and is read at each call.
     */
    public List<Function> functions(List<String> prefixes) throws IOException {
        Set<Function> found = new LinkedHashSet<>();
        var names = Math.min(MAX_NAMES, 2 * image.size() + MORE_NAMES);
        var left = new Allowance(names, image.path(), "names of functions");
        for (var type : List.of(Section.SYMTAB, Section.DYNSYM)) {
            for (var section : image.sections(type)) {
                new SymbolTable(image, section).functions(prefixes, left, found::add);
            }
        }
        return List.copyOf(found);
    }

    /** Returns the function with exactly this mangled name. */
    public Optional<Function> function(String name) throws IOException {
        return functions(name).stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Returns the GNU build id as lower-case hex. It is equal only for the same build. */
    public Optional<String> buildId() throws IOException {
        for (var section : image.sections(Section.NOTE)) {
            for (var id : NoteReader.descriptors(image.window(section), "GNU", NT_GNU_BUILD_ID)) {
                return Optional.of(HexFormat.of().formatHex(id.bytes(0, id.size())));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        image.close();
    }

    /** Returns the notes of all probe sites, as in the file. */
    List<ProbeNote> notes() throws IOException {
        var probes = new ArrayList<ProbeNote>();
        var left = new Allowance(MAX_NOTES, image.path(), "notes of probes");
        for (var section : image.sections(Section.NOTE)) {
            if (section.name().equals(ProbeNote.SECTION)) {
                left.take(section.size());
                addNotes(section, probes);
            }
        }
        return probes;
    }

    private void addNotes(Section section, List<ProbeNote> probes) throws IOException {
        for (var note : NoteReader.descriptors(image.window(section), ProbeNote.OWNER, ProbeNote.TYPE)) {
            probes.add(ProbeNote.read(note));
        }
    }

    /**
     * Returns the site of a note. Notes are not relocated. A tool that moves the file's addresses afterwards (prelink)
     * also moves the section of {@code base}. The difference is the distance by which everything was moved.
     */
    private Site site(ProbeNote note, Optional<Long> base) {
        var moved = note.base() == 0 ? 0 : base.orElse(note.base()) - note.base();
        var address = note.location() + moved;
        var semaphore = note.semaphore() == 0 ? 0 : note.semaphore() + moved;
        var semaphoreOffset = semaphore == 0 ? 0 : image.offset(semaphore);
        return new Site(
                address, image.offset(address), semaphore, semaphoreOffset, note.arguments(), image.architecture());
    }

    /**
     * The name of a probe. It declares what a record generates, because the first use of the generated methods would
     * take 15 ms.
     */
    private record ProbeName(String provider, String name) {
        @Override
        public int hashCode() {
            return 31 * provider.hashCode() + name.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ProbeName that && provider.equals(that.provider) && name.equals(that.name);
        }
    }
}
