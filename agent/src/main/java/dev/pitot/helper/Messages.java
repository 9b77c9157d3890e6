package dev.pitot.helper;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of native-helper/protocol.h, which asserts that they are these. */
final class Messages {
    static final int MAGIC = 0x54495048;
    static final short VERSION = 1;
    static final int MAX_SITES = 256;

    static final short OPEN = 1;
    static final short LOAD = 2;
    static final short ATTACH = 3;
    static final short SITES = 4;
    static final short CALLABLE = 5;
    static final short STATISTICS = 6;
    static final short FORGET = 7;
    static final short UNLOAD = 8;
    static final short SEAL = 9;

    static final int PROGRAM = 8;
    static final int SITE_COUNT = 12;
    static final int AT_RETURN = 16;
    static final int RING_BYTES = 20;
    static final int TIMING = 24;
    static final int BUNDLE = 32;
    static final int OFFSETS = 64;
    static final int COOKIES = OFFSETS + MAX_SITES * Long.BYTES;
    static final int REQUEST_BYTES = COOKIES + MAX_SITES * Long.BYTES;

    static final int STEP = 8;
    static final int ERROR = 12;
    static final int RUNS = 24;
    static final int NANOS = 32;
    static final int MISSED = 40;
    static final int MAPS = 48;
    static final int LOG = 112;
    static final int LOG_BYTES = 3072;
    static final int ANSWER_BYTES = LOG + LOG_BYTES;

    private Messages() {}

    static ByteBuffer request(short operation) {
        return ByteBuffer.allocate(REQUEST_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, MAGIC)
                .putShort(4, VERSION)
                .putShort(6, operation);
    }

    static ByteBuffer ofProgram(short operation, int program) {
        return request(operation).putInt(PROGRAM, program);
    }

    static ByteBuffer open(byte[] bundle, int ringBytes, boolean timing) {
        return request(OPEN)
                .putInt(RING_BYTES, ringBytes)
                .putInt(TIMING, timing ? 1 : 0)
                .put(BUNDLE, bundle);
    }

    static ByteBuffer sites(int program, long[] offsets, long[] cookies, boolean atReturn) {
        var request =
                ofProgram(SITES, program).putInt(SITE_COUNT, offsets.length).putInt(AT_RETURN, atReturn ? 1 : 0);
        for (var i = 0; i < offsets.length; i++) {
            request.putLong(OFFSETS + i * Long.BYTES, offsets[i]);
            request.putLong(COOKIES + i * Long.BYTES, cookies[i]);
        }
        return request;
    }

    /** Returns whether an answer is one of this version to an operation. */
    static boolean isAnswer(ByteBuffer answer, short operation) {
        return answer.getInt(0) == MAGIC && answer.getShort(4) == VERSION && answer.getShort(6) == operation;
    }

    static String log(ByteBuffer answer) {
        var bytes = new byte[LOG_BYTES];
        answer.get(LOG, bytes);
        var length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
