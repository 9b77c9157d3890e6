package dev.pitot.bundle.cache;

import static dev.pitot.bundle.SampleBundles.bundle;
import static dev.pitot.bundle.SampleBundles.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {
    @TempDir
    Path dir;

    private BundleCache cache;

    @BeforeEach
    void open() throws IOException {
        cache = BundleCache.open(dir.resolve("a/b/pitot"));
    }

    @Test
    void whatWasPutIsThereForTheNext() throws IOException {
        assertThat(cache.get(key(1))).isEmpty();
        cache.put(bundle(1));
        assertThat(BundleCache.open(cache.path()).get(key(1))).hasValue(bundle(1));
        assertThat(cache.get(key(2))).isEmpty();
    }

    @Test
    void directoriesAndFilesAreTheOwnersAlone() throws IOException {
        cache.put(bundle(1));
        for (var made : List.of("a", "a/b", "a/b/pitot")) {
            assertThat(permissions(dir.resolve(made))).isEqualTo("rwx------");
        }
        assertThat(permissions(file(1))).isEqualTo("rw-------");
        assertThat(cache.path().toFile().list()).containsExactly(key(1) + ".bundle");
    }

    @Test
    void anotherBundleOfTheSameKeyReplacesTheFirst() throws IOException {
        cache.put(bundle(1));
        var other = new Bundle(key(1), List.of(), List.of());
        cache.put(other);
        assertThat(cache.get(key(1))).hasValue(other);
    }

    @Test
    void damagedFileIsAbsentAndRemoved() throws IOException {
        cache.put(bundle(1));
        var bytes = Files.readAllBytes(file(1));
        bytes[60] ^= 1;
        Files.write(file(1), bytes);
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void emptyFileIsAbsentAndRemoved() throws IOException {
        cache.put(bundle(1));
        Files.write(file(1), new byte[0]);
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void fileOfAnotherKeyIsAbsentAndRemoved() throws IOException {
        cache.put(bundle(1));
        Files.move(file(1), file(2));
        assertThat(cache.get(key(2))).isEmpty();
        assertThat(file(2)).doesNotExist();
    }

    @Test
    void hugeFileIsNotRead() throws IOException {
        cache.put(bundle(1));
        try (var file = new RandomAccessFile(file(1).toFile(), "rw")) {
            file.setLength(BundleCodec.MAX_BYTES + 1);
        }
        assertThatThrownBy(() -> CachedFile.read(file(1), new CacheTrust(EffectiveUser.uid())))
                .hasMessageContaining("the end of the bundle, found 67108865 bytes");
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void aKeyThatIsAPathIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> cache.get("../../etc/passwd"));
    }

    @Test
    void theNewestEightStay() throws IOException {
        for (int i = 0; i < 12; i++) {
            cache.put(bundle(i));
            age(file(i), Duration.ofMinutes(60 - i));
        }
        for (int i = 0; i < 12; i++) {
            assertThat(cache.get(key(i)).isPresent()).as("bundle " + i).isEqualTo(i >= 4);
        }
    }

    @Test
    void theOneJustWrittenStaysWhateverTheClockSays() throws IOException {
        for (int i = 0; i < 8; i++) {
            cache.put(bundle(i));
            age(file(i), Duration.ofDays(-1 - i));
        }
        cache.put(bundle(8));
        assertThat(cache.get(key(8))).isPresent();
        assertThat(cache.get(key(0))).isEmpty();
    }

    @Test
    void whatAKilledJvmLeftIsRemovedAfterAnHour() throws IOException {
        var old = Files.createFile(cache.path().resolve("x.1.tmp"));
        var young = Files.createFile(cache.path().resolve("x.2.tmp"));
        age(old, Duration.ofHours(2));
        cache.put(bundle(1));
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void temporaryFileIsRemovedWhenTheRenameFails() throws IOException {
        Files.createDirectories(file(1).resolve("in the way"));
        assertThatThrownBy(() -> cache.put(bundle(1))).isInstanceOf(IOException.class);
        assertThat(cache.path().toFile().list()).containsExactly(key(1) + ".bundle");
    }

    /** Of all directories this one is ours, trusted, and without files even for root. */
    @Test
    void unwritableDirectory() throws IOException {
        var cache = BundleCache.open(Path.of("/proc/self/task"));
        assertThat(cache.get(key(1))).isEmpty();
        assertThatThrownBy(() -> cache.put(bundle(1))).isInstanceOf(IOException.class);
    }

    private Path file(int number) {
        return cache.path().resolve(key(number) + ".bundle");
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
