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
 * What a tracer wants of an executable or a shared library: its probes, its functions, its build id.
 *
 * <p>Opening reads the headers only; notes and symbols are read when asked for, and read again at each call. A file
 * that is not a sound ELF file gives {@link UsdtException}, one that cannot be read any other {@link IOException}.
 *
 * <p>Not for use by several threads at once.
 */
public final class UsdtFile implements AutoCloseable {
    private static final int NT_GNU_BUILD_ID = 3;

    /** libjvm's probes have 100 kB. */
    private static final long MOST_NOTES = 16 << 20;

    /** What the names of functions that are asked for may have together, beside twice what the file has. */
    private static final long MORE_NAMES = 1 << 20;

    private static final long MOST_NAMES = 64 << 20;

    private final ElfImage image;

    private UsdtFile(ElfImage image) {
        this.image = image;
    }

    public static UsdtFile open(Path path) throws IOException {
        return new UsdtFile(ElfImage.open(path));
    }

    /** Whether a file begins as ELF files do; of one that does not, {@link #open} can only complain. */
    public static boolean isElf(Path path) throws IOException {
        return !FileBytes.isSpecial(path) && Arrays.equals(FileHead.read(path, 4), new byte[] {0x7f, 'E', 'L', 'F'});
    }

    public Path path() {
        return image.path();
    }

    /** The architecture of the code; empty when arguments of its probes cannot be parsed. */
    public Optional<Architecture> architecture() {
        return image.architecture();
    }

    /** The probes in the order in which the notes first name them. */
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
     * The functions defined in the file whose mangled name begins with {@code prefix}, of {@code .symtab} first, then
     * those only {@code .dynsym} has. A clone that the compiler made ({@code .part.0}, {@code .cold}) is one of them.
     */
    public List<Function> functions(String prefix) throws IOException {
        return functions(List.of(prefix));
    }

    /** The same for several prefixes in one pass: a symbol table is megabytes, and is read anew each time. */
    public List<Function> functions(List<String> prefixes) throws IOException {
        Set<Function> found = new LinkedHashSet<>();
        var names = Math.min(MOST_NAMES, 2 * image.size() + MORE_NAMES);
        var left = new Allowance(names, image.path(), "names of functions");
        for (var type : List.of(Section.SYMTAB, Section.DYNSYM)) {
            for (var section : image.sections(type)) {
                new SymbolTable(image, section).functions(prefixes, left, found::add);
            }
        }
        return List.copyOf(found);
    }

    /** The function of exactly this mangled name. */
    public Optional<Function> function(String name) throws IOException {
        return functions(name).stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** The GNU build id as lower-case hex; it is the same only for the same build. */
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

    /** The notes of all probe sites as they are in the file. */
    List<ProbeNote> notes() throws IOException {
        var probes = new ArrayList<ProbeNote>();
        var left = new Allowance(MOST_NOTES, image.path(), "notes of probes");
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
     * Notes are not relocated. A tool that moves the file's addresses afterwards (prelink) moves the section that
     * {@code base} is the old address of, so the difference is what everything was moved by.
     */
    private Site site(ProbeNote note, Optional<Long> base) {
        var moved = note.base() == 0 ? 0 : base.orElse(note.base()) - note.base();
        var address = note.location() + moved;
        var semaphore = note.semaphore() == 0 ? 0 : note.semaphore() + moved;
        var semaphoreOffset = semaphore == 0 ? 0 : image.offset(semaphore);
        return new Site(
                address, image.offset(address), semaphore, semaphoreOffset, note.arguments(), image.architecture());
    }

    /** Spells out what a record has anyway: generated, the first use of the two would take 15 ms. */
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
