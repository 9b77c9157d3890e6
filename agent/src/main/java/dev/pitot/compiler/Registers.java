package dev.pitot.compiler;

import dev.pitot.usdt.Architecture;
import java.util.List;

/** The differences between architectures: offsets in {@code struct pt_regs} and system call numbers. */
final class Registers {
    private Registers() {}

    /** Returns the {@code -D} flags for clang. */
    static List<String> flags(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> X86_64;
            case AARCH64 -> AARCH64;
        };
    }

    /** arch/x86/include/asm/ptrace.h; arch/x86/entry/syscalls/syscall_64.tbl. */
    private static final List<String> X86_64 = List.of(
            "-DPITOT_X86",
            "-DREGS_WORDS=20", // up to sp
            "-DREGS_MASK=31",
            "-DREGS_SP=152",
            "-DRETURN_ADDRESS=8", // on the stack at a function's entry, and gone after its return
            "-DREGS_SYSCALL=120", // orig_ax; -1 outside of a system call
            "-DREGS_SYSCALL_ARG=112",
            "-DSYS_READ=0",
            "-DSYS_WRITE=1",
            "-DSYS_PREAD=17",
            "-DSYS_PWRITE=18",
            "-DSYS_READV=19",
            "-DSYS_WRITEV=20",
            "-DSYS_PREADV=295",
            "-DSYS_PWRITEV=296",
            "-DSYS_PREADV2=327",
            "-DSYS_PWRITEV2=328",
            "-DO_DIRECT=0x4000",
            "-DSYS_FSYNC=74",
            "-DSYS_FDATASYNC=75");

    /** arch/arm64/include/asm/ptrace.h (orig_x0 holds the first argument after a call); asm-generic/unistd.h. */
    private static final List<String> AARCH64 = List.of(
            "-DREGS_WORDS=33", // x0 to x30, sp, pc
            "-DREGS_MASK=63",
            "-DREGS_SP=248",
            "-DRETURN_ADDRESS=0",
            "-DREGS_SYSCALL=280", // syscallno; -1 (NO_SYSCALL) outside of a system call
            "-DREGS_SYSCALL_ARG=272",
            "-DSYS_READ=63",
            "-DSYS_WRITE=64",
            "-DSYS_PREAD=67",
            "-DSYS_PWRITE=68",
            "-DSYS_READV=65",
            "-DSYS_WRITEV=66",
            "-DSYS_PREADV=69",
            "-DSYS_PWRITEV=70",
            "-DSYS_PREADV2=286",
            "-DSYS_PWRITEV2=287",
            "-DO_DIRECT=0x10000", // arch/arm64/include/uapi/asm/fcntl.h
            "-DSYS_FSYNC=82",
            "-DSYS_FDATASYNC=83");
}
