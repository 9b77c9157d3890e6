package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.LIBRARIES;

import dev.pitot.bpf.LibraryFile;

/** Checks libbcc, which compiles where the jar has no programs. */
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

    /** The cache may have the programs. */
    static Check noCompiler(String name, String found, String fix, boolean cached) {
        return cached
                ? Check.limited(LIBRARIES, name, found + "; programs compiled before are used", fix)
                : Check.failed(LIBRARIES, name, found, fix);
    }
}
