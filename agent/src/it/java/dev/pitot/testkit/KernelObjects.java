package dev.pitot.testkit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.plan.EventKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a process has in the kernel, as the kernel tells it. */
public final class KernelObjects {
    private static final long SYS_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final long SYS_CLOSE = System.getProperty("os.arch").equals("aarch64") ? 57 : 3;
    private static final Linker LINKER = Linker.nativeLinker();

    // long syscall(long number, ...);
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private KernelObjects() {}

    /** With the line of {@code /proc/PID/fdinfo} that tells the id, and BPF_*_GET_NEXT_ID. */
    public enum Kind {
        PROGRAM("prog_id:", 11),
        MAP("map_id:", 12),
        LINK("link_id:", 31);

        private final String line;
        private final int nextId;

        Kind(String line, int nextId) {
            this.line = line;
            this.nextId = nextId;
        }
    }

    public record Id(Kind kind, int number) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            var byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : Integer.compare(number, other.number);
        }

        /** The next id after the one before it is this one, if it is there. */
        public boolean exists() {
            try (var arena = Arena.ofConfined()) {
                var attributes = arena.allocate(16, 8);
                attributes.set(JAVA_INT, 0, number - 1);
                var result = (long) SYSCALL.invokeExact(SYS_BPF, (long) kind.nextId, attributes, 12L);
                return result == 0 && attributes.get(JAVA_INT, 4) == number;
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
        }
    }

    /** {@code COUNT_*} of {@code counters.h}: what the test needs of them. */
    public enum Count {
        RECORDS(0),
        LOST(1),
        BEGIN_ONLY(3),
        THROTTLED(8);

        private final int number;

        Count(int number) {
            this.number = number;
        }
    }

    private static final int RECORD_TYPES = 48;
    private static final String NOTHING = "59f4a931744dcdc6"; // r0 = 0; exit
    private static final int MAP_LOOKUP_ELEM = 1;
    private static final int MAP_GET_NEXT_KEY = 4;
    private static final int MAP_GET_FD_BY_ID = 14;

    /** A counter of the programs that a process has in the kernel, read from the map itself. */
    static long count(long pid, Count what, EventKind of) throws IOException {
        // No other map can be mapped and has 8 bytes for each of its values.
        return inMap(pid, List.of("map_flags:\t0x400", "value_size:\t8"), (map, arena) -> {
            var key = arena.allocateFrom(JAVA_INT, what.number * RECORD_TYPES + of.number());
            var value = arena.allocate(JAVA_LONG);
            if (element(MAP_LOOKUP_ELEM, map, key, value, arena) != 0) {
                throw new IOException("no such counter");
            }
            return value.get(JAVA_LONG, 0);
        });
    }

    /** How many block requests the programs follow at this moment. */
    public static long requests(long pid) throws IOException {
        return inMap(pid, List.of("map_type:\t1", "key_size:\t8"), (map, arena) -> {
            var number = 0L;
            var key = arena.allocate(JAVA_LONG);
            var result = element(MAP_GET_NEXT_KEY, map, MemorySegment.NULL, key, arena);
            for (; result == 0; number++) {
                result = element(MAP_GET_NEXT_KEY, map, key, key, arena);
            }
            return number;
        });
    }

    /**
     * How many requests the programs have seen begin, but not end; for when none is under way. Each is in the map until its place is
     * used again, and is counted then. Why there are any: docs/differences.md.
     */
    public static long untold(long pid) throws IOException {
        return requests(pid) + count(pid, Count.BEGIN_ONLY, EventKind.BLOCK_IO);
    }

    private interface Reading {
        long of(int map, Arena arena) throws Throwable;
    }

    private static long inMap(long pid, List<String> marks, Reading reading) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var attributes = arena.allocate(16, 8);
            attributes.set(JAVA_INT, 0, map(pid, marks));
            var map = (int) (long) SYSCALL.invokeExact(SYS_BPF, (long) MAP_GET_FD_BY_ID, attributes, 12L);
            try {
                return reading.of(map, arena);
            } finally {
                var ignored = (long) SYSCALL.invokeExact(SYS_CLOSE, (long) map, MemorySegment.NULL, 0L);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static long element(int command, int map, MemorySegment key, MemorySegment value, Arena arena)
            throws Throwable {
        var attributes = arena.allocate(32, 8);
        attributes.set(JAVA_INT, 0, map);
        attributes.set(JAVA_LONG, 8, key.address());
        attributes.set(JAVA_LONG, 16, value.address());
        return (long) SYSCALL.invokeExact(SYS_BPF, (long) command, attributes, 32L);
    }

    /** The id of the first map whose description has these lines. */
    private static int map(long pid, List<String> marks) throws IOException {
        return lines(pid).stream()
                .filter(lines -> lines.containsAll(marks))
                .flatMap(List::stream)
                .filter(line -> line.startsWith("map_id:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("map_id:".length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has no such map in the kernel: " + marks));
    }

    /** Where in libjvm a process has probes, and at which tracepoints, as the kernel tells of its links. */
    public static List<String> probes(long pid) throws IOException {
        return links(pid).stream()
                .flatMap(List::stream)
                .filter(line -> line.startsWith("tp_name:") || line.matches("\\d+\\s+0x[0-9a-f]+\\s.*"))
                .map(line -> line.replaceAll("\\s+", " ")
                        .replaceFirst("tp_name: |^\\d+ ", "")
                        .replaceFirst(" 0x0 ?$", ""))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * What the kernel tells of each of a process's links. Not of those to a program that does nothing, by which Pitot measures itself
     * for a moment.
     */
    public static List<List<String>> links(long pid) throws IOException {
        return lines(pid).stream()
                .filter(lines -> lines.stream().anyMatch(line -> line.startsWith("link_id:")))
                .filter(lines ->
                        lines.stream().noneMatch(line -> line.startsWith("prog_tag:") && line.endsWith(NOTHING)))
                .toList();
    }

    /** Of a process and, if it has one, of its helper, which keeps some for it. */
    private static List<List<String>> lines(long pid) throws IOException {
        var lines = new ArrayList<>(linesOf(pid));
        for (var helper : helpers(pid)) {
            lines.addAll(linesOf(helper.pid()));
        }
        return lines;
    }

    /** The helpers that a process has started. */
    public static List<ProcessHandle> helpers(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .filter(child ->
                        lines(Path.of("/proc/" + child.pid() + "/comm")).contains("pitot-helper"))
                .toList();
    }

    private static List<List<String>> linesOf(long pid) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            return descriptors.map(KernelObjects::lines).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // the process has ended meanwhile
        }
    }

    private static List<String> lines(Path descriptor) {
        try {
            return Files.readAllLines(descriptor);
        } catch (IOException e) {
            return List.of(); // closed meanwhile
        }
    }

    /** The programs, maps and links that a process has descriptors of. */
    public static Set<Id> of(long pid) throws IOException {
        var ids = new TreeSet<Id>();
        lines(pid).forEach(lines -> add(lines, ids));
        return ids;
    }

    private static void add(List<String> lines, Set<Id> ids) {
        for (var kind : Kind.values()) {
            // A link's descriptor also names its program.
            var line = lines.stream().filter(text -> text.startsWith(kind.line)).findFirst();
            if (line.isPresent()) {
                ids.add(new Id(
                        kind,
                        Integer.parseInt(
                                line.get().substring(kind.line.length()).strip())));
            }
        }
    }
}
