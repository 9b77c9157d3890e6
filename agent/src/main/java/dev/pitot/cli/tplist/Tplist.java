package dev.pitot.cli.tplist;

import dev.pitot.cli.remote.JvmFlags;
import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Version;
import dev.pitot.cli.tplist.ListedProbe.FileProbes;
import dev.pitot.usdt.MappedFile;
import dev.pitot.usdt.ProcessFiles;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code pitot tplist}: lists the probes of a file or of a process, or the kernel's tracepoints.
 *
 * <p>Without {@code -v} it prints the lines of BCC's {@code tplist}: {@code PATH PROVIDER:PROBE}. Their order is that
 * of the notes and of the process's mappings. Each probe is listed once, with its first file. (Older versions of BCC
 * print Python's {@code b'PATH' b'PROVIDER':b'PROBE'}; 0.26 does not.) It lists more than BCC in one case: the probes
 * of a file that was deleted under the process, for example by a package update.
 */
@Command(
        name = "tplist",
        description = "List USDT probes of a library, an executable or a process, or the kernel's tracepoints.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Tplist implements Callable<Integer> {
    /** A hundred times as many as a JVM has. */
    private static final int MAX_PLACES = 1 << 18;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "List the probes of a process.")
    private @Nullable Long pid;

    @Option(
            names = {"-l", "--lib"},
            paramLabel = "LIBRARY",
            description = "List the probes of a library or an executable: a path, or a name such as c or jvm.")
    private @Nullable String library;

    @Option(names = "-v", description = "Print where each probe is and when it fires; -vv also prints its arguments.")
    private boolean[] verbose = {};

    @Parameters(
            arity = "0..1",
            paramLabel = "FILTER",
            description = "Only names that match this pattern, with * ? [abc] [!abc].")
    private @Nullable String filter;

    @Override
    public Integer call() throws IOException {
        Predicate<String> wanted = filter == null ? name -> true : Glob.of(filter);
        if (pid == null && library == null) {
            listTracepoints(wanted);
        } else {
            listProbes(wanted);
        }
        return 0;
    }

    private void listTracepoints(Predicate<String> wanted) throws IOException {
        var tracepoints = TracefsTracepoints.ofKernel();
        var out = spec.commandLine().getOut();
        for (var name : tracepoints.names()) {
            if (wanted.test(name)) {
                out.println(name);
                for (var field : verbose.length > 0 ? tracepoints.fields(name) : List.<String>of()) {
                    out.println("    " + field + ";");
                }
            }
        }
    }

    private void listProbes(Predicate<String> wanted) throws IOException {
        var probes = ListedProbe.merge(pid == null ? ofLibrary() : ofProcess(pid)).stream()
                .filter(probe -> wanted.test(probe.fullName()))
                .toList();
        var printer = new ProbePrinter(spec.commandLine().getOut(), verbose.length, flags(probes));
        probes.forEach(printer::print);
    }

    private List<FileProbes> ofLibrary() throws IOException {
        var path = LibraryPath.find(library());
        return ofFile(path, path);
    }

    private String library() {
        return library == null ? "" : library;
    }

    private List<FileProbes> ofProcess(long process) throws IOException {
        if (ProcessHandle.of(process).isEmpty()) {
            throw CommandFailure.noProcess(process);
        }
        var mapped = ProcessFiles.of(process);
        if (library().startsWith("/")) {
            var file = mapped(mapped, process);
            return ofFile(file.readable(), file.shown());
        }
        var files = new ArrayList<FileProbes>();
        var places = 0L;
        for (var file : mapped) {
            if (library == null || isNamed(file, library())) {
                var found = ofElf(file);
                files.addAll(found);
                places += FileProbes.places(found);
                requireFew(places, process);
            }
        }
        return files;
    }

    /** Limits the sites, because a hostile process can map any number of files made for this. */
    private static void requireFew(long places, long process) throws CommandFailure {
        if (places > MAX_PLACES) {
            throw new CommandFailure("process " + process + " has more than " + MAX_PLACES
                    + " probe sites; list one of its libraries with -l");
        }
    }

    /**
     * Returns the file that the process has mapped from that path. No other file is opened, because the path may lead
     * anywhere.
     */
    private MappedFile mapped(List<MappedFile> files, long process) throws CommandFailure {
        var inRoot = Path.of("/proc/" + process + "/root" + library());
        return files.stream()
                .filter(file -> file.path().equals(library()) || file.isAt(inRoot))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "process " + process + " has not mapped " + library() + "; list it as a file: -l " + inRoot));
    }

    /** {@code -p PID -l jvm}: the library of that name that the process has mapped. */
    private static boolean isNamed(MappedFile file, String name) {
        var fileName = file.path().substring(file.path().lastIndexOf('/') + 1);
        return fileName.equals(name) || LibraryPath.bare(fileName).equals(LibraryPath.bare(name));
    }

    /** Reads one file. An unreadable file must not hide the others, and mapped files that are not ELF are skipped. */
    private List<FileProbes> ofElf(MappedFile file) {
        try {
            var readable = file.readable();
            return UsdtFile.isElf(readable) ? ofFile(readable, file.shown()) : List.of();
        } catch (IOException e) {
            spec.commandLine().getErr().println("pitot: skipped " + CommandFailure.message(e));
            return List.of();
        }
    }

    private static List<FileProbes> ofFile(Path path, Path shown) throws IOException {
        try (var file = UsdtFile.open(path)) {
            return List.of(new FileProbes(shown, file.probes()));
        }
    }

    /** Reads the flags only if the output needs them, because that attaches to the JVM. */
    private Optional<JvmFlags> flags(List<ListedProbe> probes) throws IOException {
        var ofJvm = probes.stream().anyMatch(probe -> probe.provider().equals("hotspot"));
        return pid != null && verbose.length > 0 && ofJvm ? Optional.of(JvmFlags.of(pid)) : Optional.empty();
    }
}
