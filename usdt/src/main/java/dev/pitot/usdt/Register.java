package dev.pitot.usdt;

/** A general register of one of the architectures, as the kernel presents it to a BPF program. */
public sealed interface Register permits X86Register, Aarch64Register {

    /**
     * Returns the byte offset of the 8-byte register in the context of a uprobe's program. The context is {@code struct
     * pt_regs} on x86-64 (arch/x86/include/asm/ptrace.h) and {@code struct user_pt_regs} on aarch64
     * (arch/arm64/include/uapi/asm/ptrace.h).
     */
    int contextOffset();
}
