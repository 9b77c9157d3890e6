package dev.pitot.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Bundles and instructions for tests. */
public final class SampleBundles {
    private SampleBundles() {}

    /** A load of 64 bits, whose source register says what its immediate is. */
    static long[] load(int source, int immediate) {
        return new long[] {0x18 | (source << 4 | 1) << 8 | (long) immediate << 32, 0};
    }

    static long[] exit() {
        return new long[] {0x95};
    }

    static byte[] code(long[]... parts) {
        var code = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        for (var part : parts) {
            for (long instruction : part) {
                code.putLong(instruction);
            }
        }
        var bytes = new byte[code.position()];
        code.flip().get(bytes);
        return bytes;
    }

    public static String key(int number) {
        return String.format("%064x", number);
    }

    public static Bundle bundle(int number) {
        var maps = List.of(new MapSpec("events", 27, 0, 0, 1 << 20, 0), new MapSpec("threads", 1, 4, 64, 4096, 1));
        var programs = List.of(
                new ProgramSpec("on_switch", 0, code(load(1, 0), load(0, 7), load(1, 1), exit())),
                new ProgramSpec("on_wakeup", 0, code(load(2, number % 2), exit())));
        return new Bundle(key(number), maps, programs);
    }
}
