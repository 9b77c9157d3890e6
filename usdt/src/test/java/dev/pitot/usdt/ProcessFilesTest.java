package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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
                        new MappedFile("/bin/a", Path.of(proc + "/root/bin/a"), false),
                        new MappedFile("/a path/with blanks.so", Path.of(proc + "/root/a path/with blanks.so"), false),
                        new MappedFile("/gone/lib.so", proc.resolve("map_files/900000-7f0000001000"), true));
    }

    @Test
    void whatIsReallyNamedDeletedIsNot(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("root"));
        Files.createFile(proc.resolve("root/lib.so (deleted)"));
        Files.writeString(proc.resolve("maps"), "00401000-00402000 r-xp 00001000 08:01 11 /lib.so (deleted)\n");
        assertThat(ProcessFiles.of(proc))
                .containsExactly(new MappedFile("/lib.so (deleted)", proc.resolve("root/lib.so (deleted)"), false));
    }
}
