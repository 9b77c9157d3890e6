package dev.pitot.bundle;

/**
 * A field of an instruction that takes a number of the kernel.
 *
 * @param program index in {@link Bundle#programs()}
 * @param instruction index in the program, in units of 8 bytes
 * @param number index in {@link PortableBundle#numbers()}
 */
public record Relocation(int program, int instruction, Field field, int number) {
    /** Fields of {@code struct bpf_insn} (include/uapi/linux/bpf.h). */
    public enum Field {
        /** The offset of a load or store: a signed number of 16 bits at byte 2. */
        OFFSET(2, Short.MAX_VALUE),

        /** The immediate: a signed number of 32 bits at byte 4. */
        IMMEDIATE(4, Integer.MAX_VALUE);

        private final int at;
        private final int most;

        Field(int at, int most) {
            this.at = at;
            this.most = most;
        }

        /** Returns the field's offset in its instruction, in bytes. */
        public int at() {
            return at;
        }

        /** Returns the largest number that fits. None is negative. */
        public int most() {
            return most;
        }
    }
}
