package dev.pitot.usdt;

/** The general registers of x86-64. */
public enum X86Register implements Register {
    R15(0),
    R14(8),
    R13(16),
    R12(24),
    RBP(32),
    RBX(40),
    R11(48),
    R10(56),
    R9(64),
    R8(72),
    RAX(80),
    RCX(88),
    RDX(96),
    RSI(104),
    RDI(112),
    /** The number of the system call; it never holds an argument. */
    ORIG_RAX(120),
    RIP(128),
    RSP(152);

    private final int contextOffset;

    X86Register(int contextOffset) {
        this.contextOffset = contextOffset;
    }

    @Override
    public int contextOffset() {
        return contextOffset;
    }
}
