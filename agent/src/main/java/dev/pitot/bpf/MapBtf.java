package dev.pitot.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The minimal BTF that task storage requires: an {@code int} for the key, and a struct of the value's size without
 * members.
 *
 * <p>See {@code bpf_local_storage_map_check_btf} in kernel/bpf/bpf_local_storage.c. The format is that of
 * include/uapi/linux/btf.h.
 */
final class MapBtf {
    static final int KEY_TYPE = 1;
    static final int VALUE_TYPE = 2;

    private static final int KIND_INT = 1 << 24;
    private static final int KIND_STRUCT = 4 << 24;
    private static final int SIGNED_32_BITS = 1 << 24 | 32;
    private static final byte[] STRINGS = "\0int\0value\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int HEADER = 24;
    private static final int TYPES = 7 * Integer.BYTES;

    private MapBtf() {}

    static byte[] intAndStruct(int structSize) {
        return ByteBuffer.allocate(HEADER + TYPES + STRINGS.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) 0xeb9f)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(HEADER)
                .putInt(0)
                .putInt(TYPES)
                .putInt(TYPES)
                .putInt(STRINGS.length)
                .putInt(1)
                .putInt(KIND_INT)
                .putInt(4)
                .putInt(SIGNED_32_BITS)
                .putInt(5)
                .putInt(KIND_STRUCT)
                .putInt(structSize)
                .put(STRINGS)
                .array();
    }
}
