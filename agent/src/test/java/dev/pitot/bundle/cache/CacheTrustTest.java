package dev.pitot.bundle.cache;

import static dev.pitot.bundle.SampleBundles.bundle;
import static dev.pitot.bundle.SampleBundles.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which another user could have a word in what is loaded into the kernel is refused, with its remedy. */
class CacheTrustTest {
    private static final int NOBODY = 65534;

    @TempDir
    Path dir;

    private Path wanted;

    @BeforeEach
    void choose() throws IOException {
        wanted = Files.createDirectory(dir.toRealPath().resolve("parent")).resolve("pitot");
    }

    @Test
    void directoryPlantedByAnother() throws IOException {
        Files.createDirectory(wanted);
        giveAway(wanted, "rwxrwxrwx");
        assertRefused(() -> BundleCache.open(wanted), wanted, theirs("is writable by others"));
    }

    @Test
    void directoryAboveOfAnother() throws IOException {
        giveAway(wanted.getParent(), "rwxrwxrwx");
        assertRefused(() -> BundleCache.open(wanted), wanted.getParent(), theirs("above the cache and writable"));
        assertThat(wanted).doesNotExist();
    }

    @Test
    void directoryThatTheGroupMayWrite() throws IOException {
        Files.createDirectory(wanted);
        chmod(wanted, "rwxrwx---");
        assertRefused(() -> BundleCache.open(wanted), wanted, "is writable by others");
    }

    @Test
    void directoryAboveThatTheGroupMayWrite() throws IOException {
        chmod(wanted.getParent(), "rwxrwx---");
        assertRefused(() -> BundleCache.open(wanted), wanted.getParent(), "is above the cache and writable by others");
    }

    @Test
    void stickyDirectoryAboveIsFine() throws IOException {
        Files.setAttribute(wanted.getParent(), "unix:mode", 01777);
        var cache = BundleCache.open(wanted);
        cache.put(bundle(1));
        assertThat(cache.get(key(1))).hasValue(bundle(1));
    }

    @Test
    void stickyIsNotEnoughForTheCacheItself() throws IOException {
        Files.createDirectory(wanted);
        Files.setAttribute(wanted, "unix:mode", 01777);
        assertRefused(() -> BundleCache.open(wanted), wanted, "is writable by others");
    }

    @Test
    void symbolicLinkForADirectory() throws IOException {
        Files.createSymbolicLink(wanted, Files.createDirectory(dir.resolve("elsewhere")));
        assertRefused(() -> BundleCache.open(wanted), wanted, "is a symbolic link");
    }

    @Test
    void symbolicLinkAboveLeadsToWhereItLedWhenOpened() throws IOException {
        var real = Files.createDirectory(dir.toRealPath().resolve("real"));
        var link = Files.createSymbolicLink(dir.resolve("link"), real);
        var cache = BundleCache.open(link.resolve("pitot"));
        assertThat(cache.path()).isEqualTo(real.resolve("pitot"));
        chmod(real, "rwxrwxrwx");
        assertRefused(() -> BundleCache.open(link.resolve("pitot")), real, "above the cache");
    }

    @Test
    void fileForADirectory() throws IOException {
        Files.createFile(wanted);
        assertRefused(() -> BundleCache.open(wanted), wanted, "is not a directory");
        assertRefused(() -> BundleCache.open(wanted.resolve("below")), wanted.resolve("below"), "cannot be created");
        assertRefused(() -> BundleCache.open(Path.of("/")), Path.of("/"), "is the root directory");
    }

    @Test
    void directoryThatCannotBeMade() {
        var impossible = Path.of("/proc/self/pitot");
        assertRefused(() -> BundleCache.open(impossible), impossible, "cannot be created");
    }

    @Test
    void directoryOpenedToOthersLater() throws IOException {
        var cache = cacheWithOne();
        chmod(wanted, "rwxrwxrwx");
        assertRefused(() -> cache.get(key(1)), wanted, "is writable by others");
        assertRefused(() -> cache.put(bundle(1)), wanted, "is writable by others");
    }

    @Test
    void directoryAboveOpenedToOthersLater() throws IOException {
        var cache = cacheWithOne();
        chmod(wanted.getParent(), "rwxrwxrwx");
        assertRefused(() -> cache.get(key(1)), wanted.getParent(), "above the cache");
    }

    @Test
    void fileOfAnother() throws IOException {
        var cache = cacheWithOne();
        giveAway(file(), "rw-rw-rw-");
        assertRefused(() -> cache.get(key(1)), file(), theirs("is writable by others"));
        assertThat(file()).exists();
    }

    @Test
    void fileThatOthersMayWrite() throws IOException {
        var cache = cacheWithOne();
        chmod(file(), "rw--w----");
        assertRefused(() -> cache.get(key(1)), file(), "is writable by others");
    }

    @Test
    void symbolicLinkForAFile() throws IOException {
        var cache = cacheWithOne();
        Files.createSymbolicLink(file(), Files.move(file(), dir.resolve("elsewhere")));
        assertRefused(() -> cache.get(key(1)), file(), "is a symbolic link");
    }

    @Test
    void fileWithASecondName() throws IOException {
        var cache = cacheWithOne();
        Files.createLink(dir.resolve("second"), file());
        assertRefused(() -> cache.get(key(1)), file(), "has another hard link");
    }

    @Test
    void directoryForAFile() throws IOException {
        var cache = cacheWithOne();
        Files.delete(file());
        Files.createDirectory(file());
        assertRefused(() -> cache.get(key(1)), file(), "is not a regular file");
    }

    @Test
    void putReplacesWhatIsNotTrustedAndNeverWritesThroughIt() throws IOException {
        var cache = cacheWithOne();
        var elsewhere = Files.writeString(dir.resolve("elsewhere"), "untouched");
        Files.delete(file());
        Files.createSymbolicLink(file(), elsewhere);
        cache.put(bundle(1));
        assertThat(cache.get(key(1))).hasValue(bundle(1));
        assertThat(elsewhere).hasContent("untouched");
    }

    @Test
    void onlyTheHomeDirectoryGivesWay() throws IOException {
        Files.setAttribute(wanted.getParent(), "unix:mode", 0777);
        int uid = EffectiveUser.uid();
        var xdg = new CacheLocation(null, wanted.getParent().toString(), null, uid);
        assertRefused(() -> BundleCache.open(xdg), wanted.getParent(), "above the cache");
        var home = new CacheLocation(null, null, wanted.getParent().toString(), uid);
        var last = home.candidates().getLast();
        boolean wasThere = Files.exists(last);
        assertThat(BundleCache.open(home).path()).isEqualTo(last);
        if (!wasThere) {
            Files.delete(last);
        }
    }

    @Test
    void uidIsThatOfTheFilesWeMake() throws IOException {
        assertThat(EffectiveUser.uid()).isEqualTo(Files.getAttribute(dir, "unix:uid"));
    }

    private BundleCache cacheWithOne() throws IOException {
        var cache = BundleCache.open(wanted);
        cache.put(bundle(1));
        return cache;
    }

    private Path file() {
        return wanted.resolve(key(1) + ".bundle");
    }

    /** Only root can give a file to another user; anyone else makes it writable by everyone, which is as bad. */
    private static void giveAway(Path path, String permissions) throws IOException {
        if (EffectiveUser.uid() == 0) {
            Files.setAttribute(path, "unix:uid", NOBODY);
        } else {
            chmod(path, permissions);
        }
    }

    private static String theirs(String otherwise) throws IOException {
        return EffectiveUser.uid() == 0 ? "belongs to uid " + NOBODY : otherwise;
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void assertRefused(ThrowingCallable call, Path path, String reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CacheRefused.class, refused -> {
            assertThat(refused)
                    .hasMessageContainingAll("bundle cache refused: " + path + " ", reason)
                    .hasMessageEndingWith("; " + refused.remedy());
            assertThat(refused.getMessage()).doesNotContain("\n");
            assertThat(refused.remedy()).isNotEmpty();
        });
    }
}
