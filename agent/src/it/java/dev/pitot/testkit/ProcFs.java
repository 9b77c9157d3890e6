package dev.pitot.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process as {@code /proc} shows it. */
public record ProcFs(long pid) {
    public long descriptors() throws IOException {
        try (var files = Files.list(path("fd"))) {
            return files.count();
        }
    }

    /** As the kernel names them: the first 15 characters. */
    public List<String> threads() throws IOException {
        try (var tasks = Files.list(path("task"))) {
            return tasks.map(ProcFs::comm).sorted().toList();
        }
    }

    public long residentKilobytes() throws IOException {
        return Files.readAllLines(path("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Mappings of BPF maps, as the ring buffer's. */
    public long mappedMaps() throws IOException {
        try (var lines = Files.lines(path("maps"))) {
            return lines.filter(line -> line.endsWith("bpf-map")).count();
        }
    }

    private Path path(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    private static String comm(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "(ended)";
        }
    }
}
