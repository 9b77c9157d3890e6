package dev.pitot.matrix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@code Filtered NUMBER COMMAND...}: runs a command under a seccomp filter that kills a process for one system call, as a container's
 * filter does for each that it does not know. x86-64 only. Ends as the command does.
 */
public final class Filtered {
    /** {@code uretprobe(2)}, by which return probes work since Linux 6.11. */
    public static final int URETPROBE = 335;

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP = 317;
    private static final int SET_MODE_FILTER = 1;
    private static final int ALL_THREADS = 1;

    private static final int LOAD_NUMBER = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int ALLOW = 0x7fff0000;

    private Filtered() {}

    public static void main(String[] arguments) throws Throwable {
        filter(Integer.parseInt(arguments[0]));
        var command = Arrays.asList(arguments).subList(1, arguments.length);
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    private static void filter(int number) throws Throwable {
        var linker = Linker.nativeLinker();
        var library = linker.defaultLookup();
        // int prctl(int option, unsigned long arg2, unsigned long arg3, unsigned long arg4, unsigned long arg5);
        var prctl = linker.downcallHandle(
                library.findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        // long syscall(long number, ...);
        var syscall = linker.downcallHandle(
                library.findOrThrow("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS),
                Linker.Option.firstVariadicArg(1));
        try (var arena = Arena.ofConfined()) {
            var noNewPrivileges = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            var set = (long) syscall.invokeExact(SECCOMP, SET_MODE_FILTER, ALL_THREADS, program(number, arena));
            if (noNewPrivileges != 0 || set != 0) {
                throw new IllegalStateException("the kernel does not take the filter");
            }
        }
    }

    /** {@code struct sock_fprog}: four of {@code struct sock_filter}. */
    private static MemorySegment program(int number, Arena arena) {
        var filter = arena.allocate(4 * 8, 4);
        instruction(filter, 0, LOAD_NUMBER, 0, 0);
        instruction(filter, 1, IF_EQUAL, 1, number); // if not, over the next
        instruction(filter, 2, RETURN, 0, KILL_PROCESS);
        instruction(filter, 3, RETURN, 0, ALLOW);
        var program = arena.allocate(16, 8);
        program.set(JAVA_SHORT, 0, (short) 4);
        program.set(ADDRESS, 8, filter);
        return program;
    }

    private static void instruction(MemorySegment filter, int index, int code, int otherwise, int constant) {
        filter.set(JAVA_SHORT, 8L * index, (short) code);
        filter.set(JAVA_BYTE, 8L * index + 3, (byte) otherwise);
        filter.set(JAVA_INT, 8L * index + 4, constant);
    }
}
