package dev.pitot.compiler;

import dev.pitot.record.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The BPF C sources and the tree of stub headers, both from the jar. */
public final class Sources {
    private static final String ROOT = "/dev/pitot/bpf/";

    /** Includes all the others. */
    private static final String MAIN = "pitot.bpf.c";

    private static final Pattern INCLUDE = Pattern.compile("#include \"([a-z_.]+)\"");

    /** The headers that libbcc includes by itself. It looks for the first to recognize the tree. */
    private static final List<String> HEADERS = List.of(
            "linux/kconfig.h",
            "linux/types.h",
            "linux/version.h",
            "linux/log2.h",
            "linux/bpf.h",
            "linux/bpf_common.h",
            "asm/page.h",
            "uapi/linux/bpf.h",
            "uapi/linux/ptrace.h",
            "uapi/linux/if_packet.h");

    private Sources() {}

    /** Returns the translation unit. Messages of the compiler name the files. */
    static String text() {
        var text = new StringBuilder();
        append(MAIN, new HashSet<>(), text);
        return text.append("#line 1 \"dev.pitot.record.Layout\"\n")
                .append(Layout.assertions())
                .toString();
    }

    /**
     * Puts each file in the place of its first {@code #include}. libbcc rewrites the uses of maps in the main file only, and takes
     * programs from there only, so the preprocessor must not do this. A condition around an {@code #include} does not count.
     */
    private static void append(String file, Set<String> included, StringBuilder text) {
        if (!included.add(file)) {
            return;
        }
        text.append(line(1, file));
        var number = 0;
        for (var line : read(file).lines().toList()) {
            number++;
            var include = INCLUDE.matcher(line);
            if (include.matches()) {
                append(include.group(1), included, text);
                text.append(line(number + 1, file));
            } else {
                text.append(line).append('\n');
            }
        }
    }

    private static String line(int number, String file) {
        return "#line " + number + " \"" + file + "\"\n";
    }

    /** Returns everything that the compiled programs depend on, for the bundle's key. */
    public static byte[] fingerprint() {
        var all = new StringBuilder(text());
        HEADERS.forEach(header -> all.append(read("include/" + header)));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the tree for {@code BCC_KERNEL_SOURCE}. */
    static void writeHeaders(Path tree) throws IOException {
        for (var header : HEADERS) {
            var file = tree.resolve("include").resolve(header);
            Files.createDirectories(file.getParent());
            Files.writeString(file, read("include/" + header));
        }
    }

    private static String read(String name) {
        try (var in = Sources.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the class loader of this JVM does not find " + ROOT + name
                        + " of Pitot's jar; start the JVM without a custom system class loader");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
