package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {

    @Test
    void thisProcessHasMappedItsJvm() throws IOException {
        var libjvm =
                Path.of(System.getProperty("java.home"), "lib/server/libjvm.so").toRealPath();
        var mine = ProcessFiles.of(ProcessHandle.current().pid());
        assertThat(mine)
                .extracting(MappedFile::path)
                .contains(libjvm.toString())
                .doesNotHaveDuplicates();
        assertThat(mine).allSatisfy(file -> assertThat(file.path()).startsWith("/"));
        assertThat(mine)
                .filteredOn(file -> file.path().equals(libjvm.toString()))
                .allSatisfy(file -> assertThat(file.readable()).hasSameBinaryContentAs(libjvm));
    }

    @Test
    void onlyExecutableMappingsOfFilesCount(@TempDir Path proc) throws IOException {
        Files.writeString(proc.resolve("maps"), """
                00400000-00401000 r--p 00000000 08:01 11                         /bin/a
                00401000-00402000 r-xp 00001000 08:01 11                         /bin/a
                00402000-00403000 r-xp 00002000 08:01 11                         /bin/a
                00500000-00501000 r--p 00000000 08:01 12                         /only/data
                00600000-00601000 rwxp 00000000 00:00 0
                00700000-00701000 r-xs 00000000 00:01 13                         /dev/zero (deleted)
                00800000-00801000 r-xp 00000000 08:01 14                         /a path/with blanks.so
                00900000-7f0000001000 r-xp 00000000 08:01 15                     /gone/lib.so (deleted)
                7fff0000-7fff1000 r-xp 00000000 00:00 0                          [vdso]
                """);
        assertThat(ProcessFiles.of(proc))
                .containsExactly(
                        new MappedFile(
                                "/bin/a", Path.of(proc + "/root/bin/a"), proc.resolve("map_files/401000-402000"), 11),
                        new MappedFile(
                                "/a path/with blanks.so",
                                Path.of(proc + "/root/a path/with blanks.so"),
                                proc.resolve("map_files/800000-801000"),
                                14),
                        new MappedFile(
                                "/gone/lib.so",
                                proc.resolve("map_files/900000-7f0000001000"),
                                proc.resolve("map_files/900000-7f0000001000"),
                                15));
    }

    @Test
    void whatIsReallyNamedDeletedIsNot(@TempDir Path proc) throws IOException {
        var file =
                Files.createFile(Files.createDirectories(proc.resolve("root")).resolve("lib.so (deleted)"));
        mapped(proc, inode(file), "/lib.so (deleted)");
        assertThat(ProcessFiles.of(proc))
                .singleElement()
                .extracting(MappedFile::path, MappedFile::shown, MappedFile::deleted)
                .containsExactly("/lib.so (deleted)", file, false);
    }

    /** By somebody who wants root to open it. */
    @Test
    void whatIsPlantedAtThePathOfADeletedFileIsNotOpened(@TempDir Path proc) throws Exception {
        var root = Files.createDirectories(proc.resolve("root"));
        var planted = root.resolve("lib.so (deleted)");
        var secret = Files.createFile(root.resolve("secret"));
        Files.createSymbolicLink(planted, secret);
        mapped(proc, inode(secret), "/lib.so (deleted)");
        assertThat(ProcessFiles.of(proc)).singleElement().matches(MappedFile::deleted);
        Files.delete(planted);
        fifo(planted);
        mapped(proc, inode(planted), "/lib.so (deleted)");
        assertThat(ProcessFiles.of(proc)).singleElement().matches(MappedFile::deleted);
    }

    /** Where map_files may not be read. */
    @Test
    void whatIsNotTheMappedFileIsNotOpened(@TempDir Path proc) throws Exception {
        var file =
                Files.createFile(Files.createDirectories(proc.resolve("root")).resolve("lib.so"));
        mapped(proc, inode(file), "/lib.so");
        assertThat(ProcessFiles.of(proc).getFirst().readable()).isEqualTo(file);
        var moved = Files.move(file, proc.resolve("root/other"));
        Files.createSymbolicLink(file, moved);
        assertNotOpened(proc, file);
        Files.delete(file);
        Files.createFile(file);
        assertNotOpened(proc, file);
        Files.delete(file);
        fifo(file);
        mapped(proc, inode(file), "/lib.so");
        assertNotOpened(proc, file);
    }

    private static void assertNotOpened(Path proc, Path file) throws IOException {
        var mapped = ProcessFiles.of(proc).getFirst();
        assertThatThrownBy(mapped::readable).hasMessage(file + " is not the mapped file; try as root");
    }

    private static void mapped(Path proc, long inode, String path) throws IOException {
        Files.writeString(proc.resolve("maps"), "00401000-00402000 r-xp 00001000 08:01 " + inode + " " + path + "\n");
    }

    private static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static void fifo(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void pathThatIsNoTextHidesNoOther(@TempDir Path proc) throws IOException {
        var maps = """
                00401000-00402000 r-xp 00001000 08:01 11                         /caf\u00e9/a.so
                00501000-00502000 r-xp 00001000 08:01 12                         /b.so
                """;
        Files.write(proc.resolve("maps"), maps.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ProcessFiles.of(proc)).extracting(MappedFile::path).containsExactly("/caf\uFFFD/a.so", "/b.so");
        assertThat(ProcessFiles.of(proc))
                .extracting(MappedFile::shown)
                .containsExactly(proc.resolve("map_files/401000-402000"), Path.of(proc + "/root/b.so"));
    }
}
