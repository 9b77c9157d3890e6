package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file does not need much memory, however often it says the same. */
class AmplificationTest {
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int SYMBOL = 24;
    private static final int NAME = 32_000;
    private static final int SECTIONS = 32_700;
    private static final int SYMBOLS = 90_000;

    @TempDir
    Path directory;

    @Test
    void manySectionsOfOneLongName() throws IOException {
        var file = write(SECTIONS, 0, 0);
        var before = allocated();
        try (var elf = UsdtFile.open(file)) {
            assertThat(elf.probes()).isEmpty();
        }
        assertThat(allocated() - before).isLessThan(100L << 20);
    }

    @Test
    void manyFunctionsOfOneLongName() throws IOException {
        var file = write(3, SYMBOLS, 0);
        var before = allocated();
        try (var elf = UsdtFile.open(file)) {
            assertThatThrownBy(() -> elf.functions("x"))
                    .isInstanceOf(UsdtException.class)
                    .hasMessageContaining("names of functions of at most ");
        }
        assertThat(allocated() - before).isLessThan(100L << 20);
    }

    @Test
    void manySegments() throws IOException {
        var file = write(3, 0, 30_000);
        assertThatThrownBy(() -> UsdtFile.open(file).close())
                .isInstanceOf(UsdtException.class)
                .hasMessageContaining("at most 256 loadable segments");
    }

    /** The header, names, symbols, segments, sections: the second has the names, the third the symbols. */
    private Path write(int sections, int symbols, int segments) throws IOException {
        var names = HEADER;
        var symbolsAt = names + NAME + 2;
        var segmentsAt = symbolsAt + symbols * SYMBOL;
        var sectionsAt = segmentsAt + segments * 56;
        var file = ByteBuffer.allocate(sectionsAt + sections * SECTION).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        file.putShort((short) 3).putShort((short) 62).putInt(1).putLong(0);
        file.putLong(segmentsAt).putLong(sectionsAt).putInt(0).putShort((short) HEADER);
        file.putShort((short) 56).putShort((short) segments);
        file.putShort((short) SECTION).putShort((short) sections).putShort((short) 1);
        file.put((byte) 0)
                .put("x".repeat(NAME).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put((byte) 0);
        for (var i = 0; i < symbols; i++) {
            file.putInt(1)
                    .put((byte) 2)
                    .put((byte) 0)
                    .putShort((short) 1)
                    .putLong(i)
                    .putLong(1);
        }
        for (var i = 0; i < segments; i++) {
            file.putInt(1)
                    .putInt(5)
                    .putLong(0)
                    .putLong(i)
                    .putLong(i)
                    .putLong(1)
                    .putLong(1)
                    .putLong(1);
        }
        for (var i = 0; i < sections; i++) {
            section(file, i, names, symbolsAt, symbols);
        }
        return Files.write(directory.resolve("small.so"), file.array());
    }

    private static void section(ByteBuffer file, int number, int names, int symbolsAt, int symbols) {
        var isNames = number == 1;
        var isSymbols = number == 2;
        file.putInt(1)
                .putInt(isNames ? 3 : isSymbols ? Section.SYMTAB : 1)
                .putLong(0)
                .putLong(0);
        file.putLong(isNames ? names : symbolsAt).putLong(isNames ? NAME + 2 : isSymbols ? symbols * SYMBOL : 0);
        file.putInt(1).putInt(0).putLong(1).putLong(isSymbols ? SYMBOL : 0);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
