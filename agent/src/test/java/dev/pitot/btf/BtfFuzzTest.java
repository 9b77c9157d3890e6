package dev.pitot.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Broken BTF ends in {@link BtfException} or in an answer: nothing else escapes, nothing hangs, nothing grows. */
class BtfFuzzTest {
    private static final long SEED = 20261122;
    private static final int PREFIX = 24_000;

    @Test
    void brokenSmallFile() {
        fuzz(BtfSamples.small(), 60_000);
    }

    @Test
    void brokenPrefixOfTheKernelsOwn() throws IOException {
        Assumptions.assumeTrue(Files.isReadable(Btf.VMLINUX), "no kernel BTF here");
        fuzz(prefixOfKernel(), 4_000);
    }

    @Test
    void cutShortAnywhere() {
        var whole = BtfSamples.small();
        for (int length = 0; length < whole.length; length++) {
            assertThat(survives(Arrays.copyOf(whole, length))).isFalse();
        }
        assertThat(survives(whole)).isTrue();
    }

    private static void fuzz(byte[] whole, int rounds) {
        var random = new Random(SEED);
        assertThat(survives(whole)).isTrue();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            long before = allocated();
            int survived = 0;
            for (int i = 0; i < rounds; i++) {
                survived += survives(mutate(whole, random)) ? 1 : 0;
            }
            // Both happen, or the mutations are too mild or too wild to test anything.
            assertThat(survived).isBetween(rounds / 100, rounds - rounds / 100);
            assertThat((allocated() - before) / rounds).isLessThan(20L * whole.length + 100_000);
        });
    }

    private static byte[] mutate(byte[] whole, Random random) {
        var bytes = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                case 2 -> (byte) (bytes[at] + random.nextInt(-3, 4));
                default -> bytes[random.nextInt(bytes.length)];
            };
        }
        return bytes;
    }

    /** Asks everything there is to ask. */
    private static boolean survives(byte[] bytes) {
        try {
            var btf = Btf.parse(bytes, "fuzzed");
            for (var kind : BtfKind.values()) {
                btf.typeId(kind, "bio");
            }
            for (var path : new String[] {"next", "high", "iter.size", "words", "tail", "one", "two", "none"}) {
                btf.member("bio", path);
                btf.member("flags", path);
                btf.member("old_flags", path);
                btf.member("iter_t", path);
            }
            btf.sizeOf("iter_t");
            btf.parameters("btf_trace_switch");
            btf.parameterNames("do_switch");
            btf.enumerator(null, "NONE");
            btf.enumerator("wide", "WIDE");
            return true;
        } catch (BtfException e) {
            return false;
        }
    }

    /** The first types of the kernel, with all of its strings cut to what they need, under a header that says so. */
    private static byte[] prefixOfKernel() throws IOException {
        var kernel = ByteBuffer.wrap(Files.readAllBytes(Btf.VMLINUX)).order(ByteOrder.LITTLE_ENDIAN);
        int types = kernel.getInt(4) + kernel.getInt(8);
        int strings = kernel.getInt(4) + kernel.getInt(16);
        int typesLength = wholeTypes(kernel, types);
        int stringsLength = PREFIX;
        var prefix = ByteBuffer.allocate(24 + typesLength + stringsLength).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(kernel.array(), 0, 4).putInt(24);
        prefix.putInt(0).putInt(typesLength).putInt(typesLength).putInt(stringsLength);
        prefix.put(kernel.array(), types, typesLength).put(kernel.array(), strings, stringsLength - 1);
        return prefix.put((byte) 0).array();
    }

    private static int wholeTypes(ByteBuffer kernel, int begin) {
        int at = begin;
        while (at < begin + PREFIX) {
            int info = kernel.getInt(at + 4);
            at += BtfKind.of(info >>> 24 & 0x1f).recordBytes(info & 0xffff);
        }
        return at - begin;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
