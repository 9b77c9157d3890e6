package dev.pitot.bundle;

import static dev.pitot.bundle.SampleBundles.bundle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pitot.bundle.Relocation.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PortableBundleTest {
    private static final long SEED = 20261127;

    private static final PortableBundle PORTABLE = new PortableBundle(
            bundle(1),
            List.of("T_PID", "T_COMM"),
            List.of(
                    new Relocation(0, 2, Field.IMMEDIATE, 0),
                    new Relocation(0, 2, Field.OFFSET, 1),
                    new Relocation(1, 2, Field.OFFSET, 1)));

    @Test
    void numbersGoToTheirPlacesAndNowhereElse() {
        var before = bundle(1).programs();
        var after = PORTABLE.with(Map.of("T_PID", 70_000, "T_COMM", 300));
        var first = before.get(0).instructions();
        ByteBuffer.wrap(first)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(2 * 8 + 2, (short) 300)
                .putInt(2 * 8 + 4, 70_000);
        var second = before.get(1).instructions();
        ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN).putShort(2 * 8 + 2, (short) 300);
        assertThat(after.get(0)).isEqualTo(first);
        assertThat(after.get(1)).isEqualTo(second);
        assertThat(PORTABLE.bundle()).isEqualTo(bundle(1));
    }

    @Test
    void numberThatDoesNotFitIsNamed() {
        assertUnfit(
                Map.of("T_PID", 1, "T_COMM", 32_768),
                "number T_COMM is 32768, and its place in the programs takes 0 to 32767");
        assertUnfit(Map.of("T_PID", -5, "T_COMM", 1), "number T_PID is -5");
        assertUnfit(Map.of("T_COMM", 1), "number T_PID is -1");
    }

    private static void assertUnfit(Map<String, Integer> numbers, String message) {
        assertThatThrownBy(() -> PORTABLE.with(numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tableThatContradictsItselfIsRefused() {
        var place = new Relocation(0, 0, Field.OFFSET, 0);
        assertRefused(List.of("A"), List.of(new Relocation(2, 0, Field.OFFSET, 0)), "must be in a program");
        assertRefused(List.of("A"), List.of(new Relocation(0, 1000, Field.OFFSET, 0)), "must be at an instruction");
        assertRefused(List.of("A"), List.of(new Relocation(0, 0, Field.OFFSET, 1)), "must name a number");
        assertRefused(List.of("A"), List.of(place, place), "no place may have two");
        assertRefused(List.of("A", "B"), List.of(place), "each number must have a place");
        assertRefused(List.of("A", "A"), List.of(place), "must be unique");
        assertRefused(List.of("A/B"), List.of(place), "letters, digits");
    }

    private static void assertRefused(List<String> numbers, List<Relocation> relocations, String message) {
        assertThatThrownBy(() -> new PortableBundle(bundle(0), numbers, relocations))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void fileComesBackAsItWent() throws BundleException {
        assertThat(PortableCodec.decode(PortableCodec.encode(PORTABLE), "p")).isEqualTo(PORTABLE);
    }

    @Test
    void everyBitOfTheFileCounts() {
        var bytes = PortableCodec.encode(PORTABLE);
        for (int i = 0; i < bytes.length * 8; i++) {
            bytes[i / 8] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> PortableCodec.decode(bytes, "p"))
                    .isInstanceOf(BundleException.class)
                    .hasMessageStartingWith("p: at byte ");
            bytes[i / 8] ^= (byte) (1 << i % 8);
        }
    }

    @Test
    void fileCutAnywhereIsRefused() {
        var bytes = PortableCodec.encode(PORTABLE);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(decodes(Arrays.copyOf(bytes, length))).isFalse();
            assertThat(decodes(signed(Arrays.copyOf(bytes, length)))).isFalse();
        }
    }

    /** The checksum is made right again after each mutation: otherwise nothing behind it would ever be tried. */
    @Test
    void brokenFilesThrowNothingElse() {
        var random = new Random(SEED);
        var whole = PortableCodec.encode(PORTABLE);
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            int decoded = 0;
            int rounds = 100_000;
            for (int i = 0; i < rounds; i++) {
                var bytes = whole.clone();
                for (int times = 1 + random.nextInt(3); times > 0; times--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                decoded += decodes(signed(bytes)) ? 1 : 0;
            }
            assertThat(decoded).isBetween(rounds / 100, rounds - rounds / 100);
        });
    }

    private static boolean decodes(byte[] file) {
        try {
            PortableCodec.decode(file, "p");
            return true;
        } catch (BundleException e) {
            return false;
        }
    }

    private static byte[] signed(byte[] file) {
        if (file.length >= Integer.BYTES) {
            var crc = new CRC32();
            crc.update(file, 0, file.length - Integer.BYTES);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(file.length - Integer.BYTES, (int)
                    crc.getValue());
        }
        return file;
    }
}
