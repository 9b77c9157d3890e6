package dev.pitot.compiler;

import dev.pitot.record.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The BPF C sources and the tree of stub headers, both from the jar. */
public final class Sources {
    private static final String ROOT = "/dev/pitot/bpf/";

    /** The files of the translation unit, in their order. */
    private static final List<String> FILES = List.of(
            "pitot.h",
            "account.c",
            "histogram.c",
            "switches.c",
            "threads.c",
            "arguments.c",
            "collection.c",
            "phase.c",
            "fault.c",
            "block.c");

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
        for (var file : FILES) {
            text.append("#line 1 \"").append(file).append("\"\n").append(read(file));
        }
        return text.append("#line 1 \"dev.pitot.record.Layout\"\n")
                .append(Layout.assertions())
                .toString();
    }

    /** Returns everything that the compiled programs depend on, for the bundle's key. */
    public static byte[] fingerprint() {
        var all = new StringBuilder(text());
        HEADERS.forEach(header -> all.append(read("include/" + header)));
        all.append(KernelLayout.members());
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
