package dev.pitot.fit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The file format of a kernel's numbers: lines of ASCII, each a name, a blank and a number.
 *
 * <pre>
 *   pitot-kernel-numbers HEX  CRC-32 of what was read, and how
 *   kernel HEX                the bytes of /sys/kernel/notes, which has the id of the kernel's build
 *   layout.NAME NUMBER        each number of the layout
 *   attach.PROGRAM NUMBER     each program
 *   bpf_preempt_disable NUMBER
 *   bpf_preempt_enable NUMBER
 *   private-stacks 0 or 1
 *   crc32 HEX                 of all lines before it
 * </pre>
 */
final class NumbersText {
    /** More than any kernel has: some 100 numbers and 25 programs. */
    static final int MAX_BYTES = 1 << 16;

    private static final String HEAD = "pitot-kernel-numbers " + crc(KernelLayout.derivation());
    private static final String LAYOUT = "layout.";
    private static final String ATTACH = "attach.";
    private static final String DISABLE = "bpf_preempt_disable";
    private static final String ENABLE = "bpf_preempt_enable";
    private static final String PRIVATE_STACKS = "private-stacks";
    private static final String CRC = "crc32 ";

    private NumbersText() {}

    static byte[] encode(KernelNumbers numbers, byte[] notes) {
        var text = new StringBuilder(head(notes));
        new TreeMap<>(numbers.layout()).forEach((name, number) -> line(text, LAYOUT + name, number));
        var types = numbers.types();
        new TreeMap<>(types.attach()).forEach((name, number) -> line(text, ATTACH + name, number));
        line(text, DISABLE, types.preemptDisable());
        line(text, ENABLE, types.preemptEnable());
        line(text, PRIVATE_STACKS, types.hasPrivateStacks() ? 1 : 0);
        var crc = crc(text.toString());
        text.append(CRC).append(crc).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param notes the notes of the running kernel
     * @return empty if the file is damaged, of another kernel, or of another version of Pitot
     */
    static Optional<KernelNumbers> decode(byte[] file, byte[] notes) {
        var text = new String(file, StandardCharsets.US_ASCII);
        var end = text.lastIndexOf(CRC);
        if (file.length > MAX_BYTES
                || end < 0
                || !text.startsWith(head(notes))
                || !text.substring(end).equals(CRC + crc(text.substring(0, end)) + "\n")) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, Integer>();
        for (var line : text.substring(head(notes).length(), end).lines().toList()) {
            var number = number(line);
            if (number.isEmpty() || values.put(line.substring(0, line.indexOf(' ')), number.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(numbers(values));
    }

    private static KernelNumbers numbers(Map<String, Integer> values) {
        return new KernelNumbers(
                withPrefix(values, LAYOUT),
                new KernelTypes(
                        withPrefix(values, ATTACH),
                        values.getOrDefault(DISABLE, 0),
                        values.getOrDefault(ENABLE, 0),
                        values.getOrDefault(PRIVATE_STACKS, 0) != 0));
    }

    private static Map<String, Integer> withPrefix(Map<String, Integer> values, String prefix) {
        var found = new LinkedHashMap<String, Integer>();
        for (var value : values.entrySet()) {
            if (value.getKey().startsWith(prefix)) {
                found.put(value.getKey().substring(prefix.length()), value.getValue());
            }
        }
        return found;
    }

    private static Optional<Integer> number(String line) {
        try {
            var blank = line.indexOf(' ');
            return blank < 1 ? Optional.empty() : Optional.of(Integer.parseUnsignedInt(line.substring(blank + 1)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String head(byte[] notes) {
        return String.join("\n", List.of(HEAD, "kernel " + HexFormat.of().formatHex(notes), ""));
    }

    private static void line(StringBuilder text, String name, int number) {
        text.append(name).append(' ').append(Integer.toUnsignedString(number)).append('\n');
    }

    private static String crc(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
