package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.Kernels;
import dev.pitot.usdt.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The BPF sources as one text. */
class SourcesTest {
    private static final Path FOLDER = Path.of("src/main/bpf");

    @Test
    void everyFileIsInTheTextOnce() throws IOException {
        var files = new ArrayList<String>();
        try (var sources = Files.newDirectoryStream(FOLDER, "*.{c,h}")) {
            sources.forEach(file -> files.add(file.getFileName().toString()));
        }
        assertThat(files).hasSizeGreaterThan(10).contains("pitot.bpf.c");
        var begun = Sources.text()
                .lines()
                .filter(line -> line.startsWith("#line 1 \"") && !line.contains("Layout"))
                .map(line -> line.split("\"")[1]);
        assertThat(begun).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void nothingIsLeftForThePreprocessorToInclude() {
        assertThat(Sources.text().lines()).noneMatch(line -> line.startsWith("#include \""));
    }

    /** A line of the text is the line of a file that its {@code #line} says. */
    @Test
    void linesAreThoseOfTheFiles() throws IOException {
        var lines = List.<String>of();
        var number = 0;
        for (var line : Sources.text().lines().toList()) {
            if (line.startsWith("#line ")) {
                var file = FOLDER.resolve(line.split("\"")[1]);
                lines = Files.exists(file) ? Files.readAllLines(file) : List.of(); // Layout's lines are no file's
                number = Integer.parseInt(line.split(" ")[1]);
            } else if (!lines.isEmpty()) {
                assertThat(line).isEqualTo(lines.get(number - 1));
                number++;
            }
        }
    }

    /** What an editor shows as undefined, nobody reads with an editor. */
    @Test
    void editorsKnowWhatTheCompilerIsGiven() throws Exception {
        var example = Files.readString(FOLDER.resolve("editor/layout.h"));
        var numbers = KernelLayout.numbers(Kernels.LINUX_6_18.btf());
        assertThat(KernelCompiler.flags(numbers, Architecture.X86_64))
                .extracting(flag -> flag.substring("-D".length()).split("=")[0])
                .allSatisfy(name -> assertThat(example).containsPattern("#define " + name + "\\b"));
    }
}
