package dev.pitot.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class NumbersTextTest {
    private static final long SEED = 20261127;
    private static final byte[] NOTES = {4, 0, 0, 0, 20, (byte) 0xff};
    private static final KernelNumbers NUMBERS = new KernelNumbers(
            Map.of("T_PID", 2704, "T_COMM", 3248),
            new KernelTypes(Map.of("tp__sched_switch", 12, "iter__task", 0), 77, 78, true));

    @Test
    void comesBackAsItWent() {
        assertThat(NumbersText.decode(NumbersText.encode(NUMBERS, NOTES), NOTES))
                .contains(NUMBERS);
    }

    @Test
    void layoutIsTheDocumentedOne() {
        assertThat(new String(NumbersText.encode(NUMBERS, NOTES), StandardCharsets.US_ASCII))
                .matches("(?s)pitot-kernel-numbers [0-9a-f]{8}\n.*")
                .contains("""
                        kernel 0400000014ff
                        layout.T_COMM 3248
                        layout.T_PID 2704
                        attach.iter__task 0
                        attach.tp__sched_switch 12
                        bpf_preempt_disable 77
                        bpf_preempt_enable 78
                        private-stacks 1
                        crc32\s""");
    }

    @Test
    void numbersOfAnotherKernelAreNone() {
        var file = NumbersText.encode(NUMBERS, NOTES);
        assertThat(NumbersText.decode(file, new byte[] {4, 0, 0, 0, 20})).isEmpty();
        assertThat(NumbersText.decode(file, new byte[] {4, 0, 0, 0, 20, (byte) 0xfe}))
                .isEmpty();
    }

    @Test
    void everyBitCounts() {
        var bytes = NumbersText.encode(NUMBERS, NOTES);
        for (int i = 0; i < bytes.length * 8; i++) {
            bytes[i / 8] ^= (byte) (1 << i % 8);
            assertThat(NumbersText.decode(bytes, NOTES)).isEmpty();
            bytes[i / 8] ^= (byte) (1 << i % 8);
        }
    }

    @Test
    void fileCutAnywhereIsNone() {
        var bytes = NumbersText.encode(NUMBERS, NOTES);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(NumbersText.decode(Arrays.copyOf(bytes, length), NOTES)).isEmpty();
        }
        assertThat(NumbersText.decode(Arrays.copyOf(bytes, NumbersText.MAX_BYTES + 1), NOTES))
                .isEmpty();
    }

    /** With the right checksum, so that the lines themselves are read. */
    @Test
    void brokenLinesThrowNothing() {
        var random = new Random(SEED);
        var text = new String(NumbersText.encode(NUMBERS, NOTES), StandardCharsets.US_ASCII);
        var end = text.lastIndexOf("crc32 ");
        for (int i = 0; i < 100_000; i++) {
            var lines = text.substring(0, end).getBytes(StandardCharsets.US_ASCII);
            lines[random.nextInt(lines.length)] = (byte) random.nextInt(128);
            assertThat(NumbersText.decode(signed(lines), NOTES)).isNotNull();
        }
    }

    private static byte[] signed(byte[] lines) {
        var crc = new CRC32();
        crc.update(lines);
        var last = "crc32 %08x\n".formatted((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        var file = Arrays.copyOf(lines, lines.length + last.length);
        System.arraycopy(last, 0, file, lines.length, last.length);
        return file;
    }
}
