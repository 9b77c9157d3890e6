package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.LIBRARIES;

import dev.pitot.bpf.LibraryFile;

/** libbcc, of which the traced JVM loads the slim half, and the compiler child the other. */
final class LibraryChecks {
    private LibraryChecks() {}

    static Check found(LibraryFile library) {
        var what = library.file()
                + library.version().map(version -> ", version " + version).orElse("");
        return library.missing().isEmpty()
                ? Check.ok(LIBRARIES, library.name(), what)
                : Check.failed(
                        LIBRARIES,
                        library.name(),
                        what + " has no " + String.join(", ", library.missing()),
                        "install libbcc 0.25 or later");
    }

    /** The slim one, which is always needed. */
    static Check noSlim(String name, String found, String fix) {
        return Check.failed(LIBRARIES, name, found, fix);
    }

    /** The full one compiles, and what is compiled is kept. */
    static Check noCompiler(String name, String found, String fix, boolean cached) {
        return cached
                ? Check.limited(LIBRARIES, name, found + "; what was compiled before is used", fix)
                : Check.failed(LIBRARIES, name, found, fix);
    }
}
