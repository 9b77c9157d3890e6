package dev.pitot.bundle;

import java.nio.ByteBuffer;

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

        private static final int INSTRUCTION_BYTES = 8;

        private final int at;
        private final int most;

        Field(int at, int most) {
            this.at = at;
            this.most = most;
        }

        /** Returns the largest number that fits. None is negative. */
        int most() {
            return most;
        }

        /** Reads the field of an instruction from little-endian code. */
        public int get(ByteBuffer code, int instruction) {
            var place = instruction * INSTRUCTION_BYTES + at;
            return this == OFFSET ? code.getShort(place) : code.getInt(place);
        }

        /** Writes the field of an instruction. */
        public void put(ByteBuffer code, int instruction, int value) {
            var place = instruction * INSTRUCTION_BYTES + at;
            if (this == OFFSET) {
                code.putShort(place, (short) value);
            } else {
                code.putInt(place, value);
            }
        }
    }
}
