package dev.pitot.bundle;

import static dev.pitot.bundle.SampleBundles.bundle;
import static dev.pitot.bundle.SampleBundles.code;
import static dev.pitot.bundle.SampleBundles.exit;
import static dev.pitot.bundle.SampleBundles.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BundleCodecTest {
    private static final long SEED = 20261122;

    @Test
    void comesBackAsItWent() throws BundleException {
        for (int i = 0; i < 5; i++) {
            assertThat(BundleCodec.decode(BundleCodec.encode(bundle(i)), "b")).isEqualTo(bundle(i));
        }
        var empty = new Bundle(key(7), List.of(), List.of());
        assertThat(BundleCodec.decode(BundleCodec.encode(empty), "b")).isEqualTo(empty);
    }

    @Test
    void layoutIsTheDocumentedOne() {
        var map = new MapSpec("m", 1, 2, 3, 4, -1);
        var file =
                BundleCodec.encode(new Bundle(key(255), List.of(map), List.of(new ProgramSpec("p", 0, code(exit())))));
        assertThat(HexFormat.of().formatHex(file, 0, file.length - 32))
                .isEqualTo("5049544f54424e44" + "01000000" + key(255) + "0100" + "0100"
                        + "016d" + "01000000" + "02000000" + "03000000" + "04000000" + "ffffffff"
                        + "0170" + "00000000" + "01000000" + "9500000000000000");
    }

    @Test
    void largestProgram() throws BundleException {
        var code = new byte[8 * 1_000_000];
        Arrays.fill(code, (byte) 0x95);
        var large = new Bundle(key(1), List.of(), List.of(new ProgramSpec("large", 0, code)));
        assertThat(BundleCodec.decode(BundleCodec.encode(large), "b")).isEqualTo(large);
    }

    @Test
    void errorsSayWhereAndWhat() {
        assertRefused(new byte[3], "b: at byte 0: expected 8 bytes more, found 3");
        assertRefused(signed(0, 'Q'), "b: at byte 0: expected the magic PITOTBND");
        assertRefused(signed(8, 2), "b: at byte 8: expected version 1, found 2");
        assertRefused(signed(44, 65), "b: at byte 44: expected at most 64 maps, found 65");
        assertRefused(signed(44, 1), "b: ");
        assertRefused(signed(48, 65), "b: at byte 48: expected at most 64 bytes of a name, found 65");
        assertRefused(signed(50, '/'), "letters, digits");
        assertRefused(signed(58, -1), "must not be negative");
        var cut = BundleCodec.encode(bundle(0));
        assertRefused(Arrays.copyOf(cut, cut.length - 1), "expected the SHA-256 of what is before it");
        assertRefused(sign(Arrays.copyOf(cut, cut.length + 5)), "found 5 bytes more");
    }

    @Test
    void aReferenceToNoMapIsRefused() {
        var bytes = BundleCodec.encode(bundle(0));
        int immediate = bytes.length - 32 - 8 - 16 + 4;
        bytes[immediate] = 2;
        assertRefused(sign(bytes), "instruction 0 must refer to a known map, found 2");
    }

    @Test
    void everyBitCounts() {
        var bytes = BundleCodec.encode(bundle(0));
        for (int i = 0; i < bytes.length * 8; i++) {
            bytes[i / 8] ^= (byte) (1 << i % 8);
            assertRefused(bytes, "b: at byte ");
            bytes[i / 8] ^= (byte) (1 << i % 8);
        }
    }

    /** The hash is made right again after each mutation: otherwise nothing behind it would ever be tried. */
    @Test
    void brokenFilesThrowNothingElse() {
        var random = new Random(SEED);
        var whole = BundleCodec.encode(bundle(0));
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            int decoded = 0;
            int rounds = 200_000;
            for (int i = 0; i < rounds; i++) {
                decoded += decodes(sign(mutated(whole, random))) ? 1 : 0;
            }
            assertThat(decoded).isBetween(rounds / 100, rounds - rounds / 100);
        });
    }

    @Test
    void cutAnywhereThrowsNothingElse() {
        var whole = BundleCodec.encode(bundle(0));
        for (int length = 32; length < whole.length; length++) {
            assertThat(decodes(sign(Arrays.copyOf(whole, length)))).isFalse();
        }
        for (int length = 0; length < 32; length++) {
            assertThat(decodes(Arrays.copyOf(whole, length))).isFalse();
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        var bytes = random.nextInt(10) == 0 ? Arrays.copyOf(whole, 32 + random.nextInt(whole.length)) : whole.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length - 32 + 1);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] + random.nextInt(-2, 3));
        }
        return bytes;
    }

    /** True if it decodes; what does so must encode to the same bytes. */
    private static boolean decodes(byte[] bytes) {
        try {
            assertThat(BundleCodec.encode(BundleCodec.decode(bytes, "fuzzed"))).isEqualTo(bytes);
            return true;
        } catch (BundleException e) {
            return false;
        }
    }

    private static byte[] signed(int offset, int value) {
        var bytes = BundleCodec.encode(bundle(0));
        bytes[offset] = (byte) value;
        return sign(bytes);
    }

    private static byte[] sign(byte[] bytes) {
        int end = bytes.length - 32;
        System.arraycopy(Sha256.of(bytes, end), 0, bytes, end, 32);
        return bytes;
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> BundleCodec.decode(bytes, "b"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message);
    }
}
