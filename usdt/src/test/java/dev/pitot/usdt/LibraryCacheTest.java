package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {
    private static final byte[] CACHE = cache();

    @TempDir
    Path directory;

    @Test
    void theFirstLibraryOfTheArchitectureIsFound() throws IOException {
        var cache = LibraryCache.read(Files.write(directory.resolve("cache"), CACHE));
        assertThat(cache.find("liba.so", Architecture.X86_64)).hasValue(Path.of("/lib64/liba.so.1"));
        assertThat(cache.find("liba.so", Architecture.AARCH64)).isEmpty();
        assertThat(cache.find("libz", Architecture.X86_64)).isEmpty();
    }

    @Test
    void anOlderFormatInFrontIsSkipped() throws IOException {
        var old = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        old.put("ld.so-1.7.0\0".getBytes(StandardCharsets.US_ASCII)).putInt(1);
        var both = new ByteArrayOutputStream();
        both.writeBytes(old.array());
        both.writeBytes(CACHE);
        var cache = LibraryCache.read(Files.write(directory.resolve("cache"), both.toByteArray()));
        assertThat(cache.find("liba.so", Architecture.X86_64)).hasValue(Path.of("/lib64/liba.so.1"));
    }

    @Test
    void aDamagedCacheIsRefused() throws IOException {
        var random = new Random(4);
        var path = directory.resolve("cache");
        for (var i = 0; i < 2_000; i++) {
            var bytes = Arrays.copyOf(CACHE, random.nextInt(CACHE.length + 1));
            for (var n = 0; n < 3 && bytes.length > 0; n++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(path, bytes);
            try {
                LibraryCache.read(path);
            } catch (UsdtException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
        assertThatThrownBy(() -> LibraryCache.read(Files.write(path, new byte[100])))
                .isInstanceOf(UsdtException.class)
                .hasMessageContaining("glibc-ld.so.cache1.1");
    }

    /** One library for i386 and one for x86-64, under the same name. */
    private static byte[] cache() {
        var cache = ByteBuffer.allocate(48 + 48 + 64).order(ByteOrder.LITTLE_ENDIAN);
        cache.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(64);
        cache.position(48);
        cache.putInt(3).putInt(96).putInt(106).putInt(0).putLong(0);
        cache.putInt(0x303).putInt(96).putInt(124).putInt(0).putLong(0);
        cache.put("liba.so.1\0/lib32/liba.so.1\0\0/lib64/liba.so.1\0".getBytes(StandardCharsets.US_ASCII));
        return cache.array();
    }
}
