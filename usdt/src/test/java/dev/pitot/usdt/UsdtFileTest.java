package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UsdtFileTest {
    private static final int NOP = 0x90;

    static Iterable<Path> libjvms() throws IOException {
        return Jdks.libjvms();
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void everyNoteIsWhatReadelfPrints(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            assertThat(file.notes()).hasSizeGreaterThan(400).containsExactlyElementsOf(Readelf.notes(libjvm));
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void everySiteIsANopInTheFile(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm);
                var bytes = new RandomAccessFile(libjvm.toFile(), "r")) {
            assertThat(file.architecture()).isEqualTo(Architecture.current());
            for (var probe : file.probes()) {
                for (var site : probe.sites()) {
                    bytes.seek(site.offset());
                    assertThat(site.architecture().orElseThrow() == Architecture.X86_64 ? bytes.read() : NOP)
                            .as(probe.fullName())
                            .isEqualTo(NOP);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void everyArgumentStringParsesAndPrintsAsItWas(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            for (var probe : file.probes()) {
                for (var site : probe.sites()) {
                    var architecture = site.architecture().orElseThrow();
                    var printed = site.parsedArguments().stream().map(argument -> argument.toString(architecture));
                    assertThat(printed)
                            .containsExactly(
                                    site.arguments().isEmpty()
                                            ? new String[0]
                                            : site.arguments().split(" "));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void sitesOfOneProbeAreTogether(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            var probes = file.probes();
            assertThat(probes).extracting(Probe::fullName).doesNotHaveDuplicates();
            assertThat(probes.stream().mapToInt(probe -> probe.sites().size()).sum())
                    .isEqualTo(file.notes().size());
            assertThat(probes)
                    .filteredOn(probe -> probe.fullName().equals("hotspot:thread__sleep__end"))
                    .singleElement()
                    .satisfies(probe -> assertThat(probe.sites()).hasSize(2));
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void functionsAreWhatReadelfPrints(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            var mine = file.functions("").stream()
                    .map(function -> HexFormat.of().toHexDigits(function.address()) + " " + function.name());
            assertThat(mine.distinct()).containsExactlyInAnyOrderElementsOf(Readelf.functions(libjvm));
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void functionsAreFoundByNameAndByPrefix(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            var create = file.function("JNI_CreateJavaVM").orElseThrow();
            assertThat(create.offset()).isPositive();
            assertThat(create.size()).isPositive();
            assertThat(file.functions("JNI_Create")).containsExactly(create);
            assertThat(file.function("JNI_Create")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void theBuildIdIsWhatReadelfPrints(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            assertThat(file.buildId()).hasValue(Readelf.buildId(libjvm));
        }
    }

    @Test
    void semaphoreAndBaseAreAdjustedWhereTheFileWasMoved(@TempDir Path directory) throws IOException {
        var path = Files.write(
                directory.resolve("moved.so"),
                new TinyElf()
                        .base(0x5000)
                        .note("app", "begin", 0x1010, 0x4000, 0x2008, "8@%rdi")
                        .bytes());
        try (var file = UsdtFile.open(path)) {
            var site = file.probes().getFirst().sites().getFirst();
            assertThat(site.address()).isEqualTo(0x2010);
            assertThat(site.offset()).isEqualTo(0x2010 - TinyElf.LOAD_ADDRESS);
            assertThat(site.semaphore()).isEqualTo(0x3008);
            assertThat(site.semaphoreOffset()).isEqualTo(0x3008 - TinyElf.LOAD_ADDRESS);
        }
    }

    @Test
    void anAddressThatNoSegmentLoadsHasNoOffset(@TempDir Path directory) throws IOException {
        var path = Files.write(
                directory.resolve("odd.so"),
                new TinyElf()
                        .base(0x4000)
                        .note("app", "begin", 0x7000_0000L, 0x4000, 0, "")
                        .bytes());
        try (var file = UsdtFile.open(path)) {
            var site = file.probes().getFirst().sites().getFirst();
            assertThat(site.offset()).isEqualTo(Site.NOT_IN_FILE);
            assertThat(site.semaphoreOffset()).isZero();
        }
    }

    @Test
    void elfFilesAreToldByTheirFirstBytes(@TempDir Path directory) throws IOException {
        assertThat(UsdtFile.isElf(Files.write(directory.resolve("elf"), new byte[] {0x7f, 'E', 'L', 'F', 2})))
                .isTrue();
        assertThat(UsdtFile.isElf(Files.write(directory.resolve("almost"), new byte[] {0x7f, 'E', 'L', 'f', 2})))
                .isFalse();
        assertThat(UsdtFile.isElf(Files.write(directory.resolve("short"), new byte[] {0x7f, 'E', 'L'})))
                .isFalse();
        assertThat(UsdtFile.isElf(directory)).isFalse();
    }

    @Test
    void whatIsNoElfFileSaysSo(@TempDir Path directory) throws IOException {
        var text =
                Files.writeString(directory.resolve("text"), "not an ELF file, but long enough for a header".repeat(9));
        assertThatThrownBy(() -> UsdtFile.open(text))
                .isInstanceOf(UsdtException.class)
                .hasMessageContaining(text.toString())
                .hasMessageContaining("ELF header");
        var empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> UsdtFile.open(empty)).isInstanceOf(UsdtException.class);
        assertThatThrownBy(() -> UsdtFile.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
