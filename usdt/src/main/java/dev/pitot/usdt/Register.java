package dev.pitot.usdt;

/** A general register of one of the architectures, as the kernel keeps it for a BPF program. */
public sealed interface Register permits X86Register, Aarch64Register {

    /**
     * The byte offset of the 8-byte register in what a uprobe's program gets as context: {@code struct pt_regs} on
     * x86-64 (arch/x86/include/asm/ptrace.h), {@code struct user_pt_regs} on aarch64
     * (arch/arm64/include/uapi/asm/ptrace.h).
     */
    int contextOffset();
}
