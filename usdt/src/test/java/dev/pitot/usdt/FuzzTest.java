package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Malformed input gives {@link UsdtException} and nothing else, soon. Seeds are fixed: a failure can be repeated. */
class FuzzTest {
    private static final int FILES = 1_500;
    private static final int STRINGS = 50_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The values at which a check is off by one, or a sum overflows. */
    private static final long[] EXTREMES = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff_ffffL, 0x3fff
    };

    @Test
    void damagedTinyFiles(@TempDir Path directory) throws IOException {
        var sound = new TinyElf()
                .base(0x4000)
                .note("app", "begin", 0x1010, 0x4000, 0x2008, "8@%rdi -4@$5")
                .note("app", "end", 0x1020, 0x4000, 0, "")
                .bytes();
        // What matters of it is at the beginning.
        damage(directory, sound, 700, 1);
    }

    @Test
    void damagedRealFile(@TempDir Path directory) throws IOException {
        var libgcc = Files.readAllBytes(smallLibrary());
        damage(directory, libgcc, libgcc.length, 2);
    }

    @Test
    void damagedArguments() {
        var seeds = List.of(
                "8@%rdx -4@%eax 8@152(%rdi,%rcx,8) 1@$0 8@sym+8(%rip) 4f@%xmm0", "8@[x1, w2, uxtw 3] -4@5 8@[sp, -16]");
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < STRINGS; i++) {
            var bytes = seeds.get(i % 2).getBytes(StandardCharsets.ISO_8859_1);
            for (var n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
            }
            refused += refuses(new String(bytes, 0, random.nextInt(bytes.length + 1), StandardCharsets.ISO_8859_1));
        }
        assertThat(refused).isBetween(STRINGS / 2, 2 * STRINGS - 1);
    }

    private static int refuses(String text) {
        var refused = 0;
        for (var architecture : Architecture.values()) {
            try {
                Argument.parse(architecture, text).forEach(Argument::description);
            } catch (UsdtException e) {
                refused++;
            }
        }
        return refused;
    }

    private static void damage(Path directory, byte[] sound, int range, int seed) {
        var random = new Random(seed);
        var refused = new int[1];
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            for (var i = 0; i < FILES; i++) {
                var file = Files.write(directory.resolve("damaged"), damaged(sound, range, random));
                refused[0] += refuses(file);
            }
        });
        assertThat(refused[0]).as("files refused").isBetween(FILES / 20, FILES - 1);
    }

    /** Half of the damage is in the first bytes or the last ones, where the headers are. */
    private static byte[] damaged(byte[] sound, int range, Random random) {
        var length = random.nextInt(8) == 0 ? random.nextInt(range) : sound.length;
        var bytes = Arrays.copyOf(sound, length);
        for (var n = random.nextInt(6); n >= 0 && length > 8; n--) {
            var at =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(64);
                        case 1 -> length - 1 - random.nextInt(2048);
                        default -> random.nextInt(range);
                    };
            var value = random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextLong();
            for (var width = 1 << random.nextInt(4); width > 0; width--, at++, value >>= 8) {
                if (at >= 0 && at < length) {
                    bytes[at] = (byte) value;
                }
            }
        }
        return bytes;
    }

    private static int refuses(Path path) throws IOException {
        try (var file = UsdtFile.open(path)) {
            for (var probe : file.probes()) {
                for (var site : probe.sites()) {
                    site.architecture().ifPresent(architecture -> refuses(site.arguments()));
                }
            }
            file.functions("_Unwind_");
            file.buildId();
            return 0;
        } catch (UsdtException e) {
            assertThat(e).hasMessageContaining(path.toString());
            return 1;
        }
    }

    private static Path smallLibrary() {
        return List.of("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib").stream()
                .map(directory -> Path.of(directory, "libgcc_s.so.1"))
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow();
    }
}
