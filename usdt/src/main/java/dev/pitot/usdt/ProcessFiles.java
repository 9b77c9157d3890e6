package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The executable files of a process, read from {@code /proc/PID/maps}. */
public final class ProcessFiles {
    private static final String DELETED = " (deleted)";
    private static final Pattern PERFORMANCE_DATA = Pattern.compile("/.*/hsperfdata_[^/]+/[0-9]+");

    /** {@code start-end perms offset device inode path}; the path may contain blanks. */
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]+-[0-9a-f]+) ([-rwxsp]{4}) [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ ([0-9]{1,18}) +(/.*)");

    private ProcessFiles() {}

    /**
     * Returns the files in the order of their first executable mapping, each once. Throws if {@code /proc/PID/maps} is
     * not readable.
     */
    public static List<MappedFile> of(long pid) throws IOException {
        return of(proc(pid));
    }

    /** Returns the files of this process. */
    public static List<MappedFile> ofThisProcess() throws IOException {
        return of(Path.of("/proc/self"));
    }

    /**
     * Returns the file in which a HotSpot JVM publishes its counters. The mapping must be writable, which excludes the
     * files of other JVMs that it monitors.
     */
    public static Optional<MappedFile> performanceData(long pid) throws IOException {
        var proc = proc(pid);
        return mappings(proc)
                .filter(mapping -> mapping.group(2).indexOf('w') >= 0
                        && PERFORMANCE_DATA.matcher(mapping.group(4)).matches())
                .map(mapping -> file(proc, mapping))
                .findFirst();
    }

    static List<MappedFile> of(Path proc) throws IOException {
        var files = new LinkedHashMap<String, MappedFile>();
        mappings(proc)
                .filter(mapping -> mapping.group(2).indexOf('x') >= 0 && isFile(mapping.group(4)))
                .forEach(mapping -> files.computeIfAbsent(mapping.group(4), path -> file(proc, mapping)));
        return List.copyOf(files.values());
    }

    private static Path proc(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static Stream<MatchResult> mappings(Path proc) throws IOException {
        return KernelText.lines(proc.resolve("maps"))
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult);
    }

    /**
     * Returns whether the path is that of a file. Shared anonymous memory, System V memory and huge pages have names
     * like paths.
     */
    private static boolean isFile(String path) {
        return !path.startsWith("//anon")
                && !path.startsWith("/dev/zero")
                && !path.startsWith("/anon_hugepage")
                && !path.startsWith("/SYSV");
    }

    private static MappedFile file(Path proc, MatchResult mapping) {
        // In a path, the kernel escapes only the newline.
        var path = mapping.group(4).replace("\\012", "\n");
        var inode = Long.parseLong(mapping.group(3));
        var itself = proc.resolve("map_files").resolve(unpadded(mapping.group(1)));
        // A path that this JVM cannot represent is reachable only through the kernel's link.
        var inRoot = PathText.path(proc + "/root" + path).orElse(itself);
        if (!path.endsWith(DELETED) || MappedFile.isFile(inRoot, inode)) {
            return new MappedFile(path, inRoot, itself, inode);
        }
        var name = path.substring(0, path.length() - DELETED.length());
        return new MappedFile(name, itself, itself, inode);
    }

    /** Removes padding: {@code maps} pads addresses to 8 digits, {@code map_files} does not. */
    private static String unpadded(String range) {
        return range.replaceAll("\\b0+(?=[0-9a-f])", "");
    }
}
