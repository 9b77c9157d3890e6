package dev.pitot.usdt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/** The executable files of a process, from {@code /proc/PID/maps}. */
public final class ProcessFiles {
    /** Twice what 65,530 mappings, the most that the kernel allows by default, have with paths of a usual length. */
    private static final int MOST = 1 << 24;

    private static final String DELETED = " (deleted)";

    /** {@code start-end perms offset device inode path}; the path may contain blanks. */
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]+-[0-9a-f]+) ([-rwxsp]{4}) [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [0-9]+ +(/.*)");

    private ProcessFiles() {}

    /**
     * In the order of their first executable mapping, each once. Throws where {@code /proc/PID/maps} cannot be read.
     */
    public static List<MappedFile> of(long pid) throws IOException {
        return of(Path.of("/proc", Long.toString(pid)));
    }

    static List<MappedFile> of(Path proc) throws IOException {
        var files = new LinkedHashMap<String, MappedFile>();
        // Not readAllLines: a path is bytes to the kernel, and one that is not UTF-8 must not hide the others.
        var maps = FileHead.read(proc.resolve("maps"), MOST);
        if (maps.length == MOST) {
            throw UsdtException.inFile(proc.resolve("maps"), MOST, "its end");
        }
        for (var line : new String(maps, StandardCharsets.UTF_8).split("\n")) {
            var fields = LINE.matcher(line);
            if (fields.matches() && fields.group(2).indexOf('x') >= 0 && isFile(fields.group(3))) {
                files.computeIfAbsent(fields.group(3), path -> file(proc, fields.group(1), path));
            }
        }
        return List.copyOf(files.values());
    }

    /** Not anonymous memory in disguise: shared anonymous, System V and huge pages have names like paths. */
    private static boolean isFile(String path) {
        return !path.startsWith("//anon")
                && !path.startsWith("/dev/zero")
                && !path.startsWith("/anon_hugepage")
                && !path.startsWith("/SYSV");
    }

    private static MappedFile file(Path proc, String range, String mapped) {
        // The kernel escapes nothing in a path but the newline.
        var path = mapped.replace("\\012", "\n");
        var inRoot = Path.of(proc + "/root" + path);
        if (!path.endsWith(DELETED) || Files.exists(inRoot)) {
            return new MappedFile(path, inRoot, false);
        }
        var name = path.substring(0, path.length() - DELETED.length());
        return new MappedFile(name, proc.resolve("map_files").resolve(unpadded(range)), true);
    }

    /** {@code maps} pads addresses to 8 digits, {@code map_files} does not. */
    private static String unpadded(String range) {
        return range.replaceAll("\\b0+(?=[0-9a-f])", "");
    }
}
