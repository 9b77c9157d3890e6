package dev.pitot.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A BPF program that copies the one element of an array into a ring buffer, many times in a run. By hand: it is short. */
final class FillProgram {
    private static final int LOOKUP = 1; // bpf_map_lookup_elem
    private static final int OUTPUT = 130; // bpf_ringbuf_output
    private static final int NO_WAKEUP = 1;
    private static final int IMMEDIATE = 0xb7; // dst = imm
    private static final int MOVE = 0xbf; // dst = src
    private static final int ADD = 0x07; // dst += imm
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int STORE = 0x62; // *(u32 *) (dst + offset) = imm
    private static final int IF_ZERO = 0x15; // skips offset instructions
    private static final int IF_NOT_ZERO = 0x55;
    private static final int MAP = 0x18; // dst = the map with this descriptor; takes two places
    private static final int PSEUDO_MAP = 1;

    private final ByteBuffer code = ByteBuffer.allocate(19 * 8).order(ByteOrder.LITTLE_ENDIAN);

    private FillProgram() {}

    static byte[] of(int record, int ring, int size, int times) {
        var program = new FillProgram();
        program.lookup(record);
        program.loop(ring, size, times);
        program.add(IMMEDIATE, 0, 0, 0, 0).add(EXIT, 0, 0, 0, 0);
        return program.code.array();
    }

    /** r6 = the element; r7 is set by what follows. */
    private void lookup(int record) {
        add(STORE, 10, 0, -4, 0).add(MOVE, 2, 10, 0, 0).add(ADD, 2, 0, 0, -4).map(1, record);
        add(CALL, 0, 0, 0, LOOKUP).add(IF_ZERO, 0, 0, 10, 0).add(MOVE, 6, 0, 0, 0);
    }

    private void loop(int ring, int size, int times) {
        add(IMMEDIATE, 7, 0, 0, times);
        map(1, ring).add(MOVE, 2, 6, 0, 0).add(IMMEDIATE, 3, 0, 0, size).add(IMMEDIATE, 4, 0, 0, NO_WAKEUP);
        add(CALL, 0, 0, 0, OUTPUT).add(ADD, 7, 0, 0, -1).add(IF_NOT_ZERO, 7, 0, -8, 0);
    }

    private FillProgram map(int register, int descriptor) {
        return add(MAP, register, PSEUDO_MAP, 0, descriptor).add(0, 0, 0, 0, 0);
    }

    private FillProgram add(int operation, int destination, int source, int offset, int immediate) {
        code.put((byte) operation)
                .put((byte) (destination | source << 4))
                .putShort((short) offset)
                .putInt(immediate);
        return this;
    }
}
