package dev.pitot.usdt;

/** The general registers of aarch64. The zero register is not among them; it is the constant 0. */
public enum Aarch64Register implements Register {
    X0(0),
    X1(8),
    X2(16),
    X3(24),
    X4(32),
    X5(40),
    X6(48),
    X7(56),
    X8(64),
    X9(72),
    X10(80),
    X11(88),
    X12(96),
    X13(104),
    X14(112),
    X15(120),
    X16(128),
    X17(136),
    X18(144),
    X19(152),
    X20(160),
    X21(168),
    X22(176),
    X23(184),
    X24(192),
    X25(200),
    X26(208),
    X27(216),
    X28(224),
    X29(232),
    X30(240),
    SP(248),
    PC(256);

    private final int contextOffset;

    Aarch64Register(int contextOffset) {
        this.contextOffset = contextOffset;
    }

    @Override
    public int contextOffset() {
        return contextOffset;
    }
}
