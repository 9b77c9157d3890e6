package dev.pitot.it;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What a process has in the kernel, as the kernel tells it. */
final class Bpf {
    private static final long SYS_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final Linker LINKER = Linker.nativeLinker();

    // long syscall(long number, ...);
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private Bpf() {}

    /** With the line of {@code /proc/PID/fdinfo} that tells the id, and BPF_*_GET_NEXT_ID. */
    enum Kind {
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

    record Id(Kind kind, int number) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            var byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : Integer.compare(number, other.number);
        }

        /** The next id after the one before it is this one, if it is there. */
        boolean exists() {
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

    /** The programs, maps and links that a process has descriptors of. */
    static Set<Id> of(long pid) throws IOException {
        var ids = new TreeSet<Id>();
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            descriptors.forEach(descriptor -> add(descriptor, ids));
        } catch (UncheckedIOException e) {
            // the process has ended meanwhile
        }
        return ids;
    }

    private static void add(Path descriptor, Set<Id> ids) {
        try {
            var lines = Files.readAllLines(descriptor);
            for (var kind : Kind.values()) {
                // A link's descriptor also names its program.
                var line = lines.stream().filter(text -> text.startsWith(kind.line)).findFirst();
                if (line.isPresent()) {
                    ids.add(new Id(kind, Integer.parseInt(line.get().substring(kind.line.length()).strip())));
                }
            }
        } catch (IOException e) {
            // closed meanwhile
        }
    }
}
