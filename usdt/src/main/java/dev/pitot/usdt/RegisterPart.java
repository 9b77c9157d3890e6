package dev.pitot.usdt;

/**
 * A register or a named part of one, such as {@code %eax} or {@code %ah} of {@code rax}, {@code w3} of {@code x3}.
 *
 * <p>The value is the low {@code bits} of {@code register >>> shift}.
 *
 * @param name name in assembler syntax, without the {@code %}
 * @param bits 8, 16, 32 or 64
 * @param shift 8 for {@code ah}, {@code bh}, {@code ch} and {@code dh}, else 0
 */
public record RegisterPart(String name, Register register, int bits, int shift) {
    @Override
    public String toString() {
        return name;
    }
}
