package dev.pitot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What a process holds.
 *
 * @param anonymous resident memory of its own, in MB
 * @param committed what its JVM says it has of the system, in MB; native memory that libraries take is not in it
 * @param objects descriptors of BPF programs, maps and links
 * @param everywhere programs, maps and links of BPF on the machine by {@code bpftool}, so those of others, too
 * @param mappings of BPF maps: they keep a map whose descriptor is closed
 */
record Leaks(
        long descriptors,
        long threads,
        double resident,
        double anonymous,
        double committed,
        long objects,
        long mappings,
        long everywhere) {
    private static final Pattern COMMITTED = Pattern.compile("Total:.*committed=(\\d+)KB");

    private static final Pattern OBJECT = Pattern.compile("\\{\"id\":");

    /** One of them, with a name. */
    record Figure(String name, String format, ToDoubleFunction<Leaks> of) {
        String text(Leaks before, Leaks after) {
            return (format + " -> " + format).formatted(of.applyAsDouble(before), of.applyAsDouble(after));
        }
    }

    static final List<Figure> FIGURES = List.of(
            new Figure("file descriptors", "%.0f", Leaks::descriptors),
            new Figure("threads", "%.0f", Leaks::threads),
            new Figure("resident memory, MB", "%.1f", Leaks::resident),
            new Figure("anonymous memory, MB", "%.1f", Leaks::anonymous),
            new Figure("committed by the JVM, MB", "%.1f", Leaks::committed),
            new Figure("descriptors of BPF objects", "%.0f", Leaks::objects),
            new Figure("mappings of BPF maps", "%.0f", Leaks::mappings),
            new Figure("BPF objects of the machine", "%.0f", Leaks::everywhere));

    static Leaks of(Target target) throws Exception {
        target.ask("collect");
        // What the JVM has given back, after its compilers' work above all, malloc keeps: that is no leak.
        output(Jvm.JAVA.resolveSibling("jcmd").toString(), "" + target.pid(), "System.trim_native_heap");
        var proc = Path.of("/proc/" + target.pid());
        var status = Files.readAllLines(proc.resolve("status"));
        return new Leaks(
                count(proc.resolve("fd")),
                count(proc.resolve("task")),
                megabytes(status, "VmRSS:"),
                megabytes(status, "RssAnon:"),
                committed(target.pid()),
                objects(proc.resolve("fd")),
                Files.readAllLines(proc.resolve("maps")).stream()
                        .filter(line -> line.contains("bpf-map"))
                        .count(),
                ofMachine());
    }

    /** Where a descriptor leads; "" when it is gone. */
    static String link(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static long count(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    private static double megabytes(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double committed(long pid) throws Exception {
        var match = COMMITTED.matcher(
                output(Jvm.JAVA.resolveSibling("jcmd").toString(), "" + pid, "VM.native_memory", "summary"));
        return match.find() ? Double.parseDouble(match.group(1)) / 1024 : Double.NaN;
    }

    private static long objects(Path descriptors) throws IOException {
        try (var files = Files.list(descriptors)) {
            return files.filter(file -> link(file).contains("bpf")).count();
        }
    }

    private static long ofMachine() throws Exception {
        var found = 0L;
        for (var kind : List.of("prog", "map", "link")) {
            found += OBJECT.matcher(output("bpftool", "-j", kind, "show"))
                    .results()
                    .count();
        }
        return found;
    }

    private static String output(String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var text = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return text;
    }
}
