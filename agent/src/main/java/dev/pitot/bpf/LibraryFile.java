package dev.pitot.bpf;

import dev.pitot.usdt.KernelText;
import dev.pitot.usdt.PathText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A library that the dynamic loader found by its name.
 *
 * <p>The name, {@code libbcc.so.0}, has been the same for years. Only the file that it leads to tells the version.
 *
 * @param file the mapped file
 * @param missing functions that Pitot calls and the library lacks
 */
public record LibraryFile(String name, Path file, List<String> missing) {
    private static final List<String> COMPILER = List.of(
            "bpf_module_create_c_from_string",
            "bpf_module_destroy",
            "bpf_num_functions",
            "bpf_function_name",
            "bpf_function_start_id",
            "bpf_function_size_id",
            "bpf_num_tables",
            "bpf_table_name",
            "bpf_table_fd_id",
            "bpf_table_type_id",
            "bpf_table_flags_id",
            "bpf_table_max_entries_id",
            "bpf_table_key_size_id",
            "bpf_table_leaf_size_id");

    public static final String COMPILER_NAME = BccModule.LIBRARY;

    /** Loads the library that compiles; with LLVM it takes some 80 MB. */
    public static LibraryFile compiler() throws BpfException {
        return load(COMPILER_NAME, COMPILER);
    }

    private static LibraryFile load(String name, List<String> functions) throws BpfException {
        SymbolLookup lookup;
        try {
            lookup = SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new BpfException.MissingLibrary(name, "is not installed, or cannot be loaded");
        }
        var missing = functions.stream()
                .filter(function -> lookup.find(function).isEmpty())
                .toList();
        return new LibraryFile(name, mapped(name), missing);
    }

    private static Path mapped(String name) {
        try {
            return KernelText.lines(Path.of("/proc/self/maps"))
                    .filter(line -> line.substring(line.lastIndexOf('/') + 1).startsWith(name))
                    .flatMap(line -> PathText.path(line.substring(line.indexOf('/'))).stream())
                    .findFirst()
                    .orElse(Path.of(name));
        } catch (IOException e) {
            return Path.of(name);
        }
    }

    /** Returns the version in the file name, such as {@code 0.26.0} of {@code libbcc.so.0.26.0}. */
    public Optional<String> version() {
        var fileName = file.getFileName().toString();
        var at = fileName.indexOf(".so.");
        return at < 0 || fileName.equals(name) ? Optional.empty() : Optional.of(fileName.substring(at + 4));
    }
}
