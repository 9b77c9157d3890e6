package dev.pitot.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a command prints, the terminal gets printable text, ends of lines and our own styles. */
class LinesTest {
    private final StringWriter out = new StringWriter();
    private final Lines lines = new Lines(out);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b", "\r", "\u0007", "\t", "\u007f", "\u009b", "\u061c", "\u200b", "\u200e", "\u202e", "\u2028",
                "\u2029", "\u2066", "\ufeff", "\ue000", "\ud800", "\u0085"
            })
    void whatIsNotPrintableIsAQuestionMark(String hostile) {
        lines.println("a" + hostile + "c");
        lines.print("a" + hostile + "c\n");
        lines.print((Object) ("a" + hostile + "c"));
        lines.println();
        lines.printf("a%sc%n", hostile);
        lines.println(("a" + hostile + "c").toCharArray());
        lines.append("a").append(hostile.charAt(0)).append("c\n");
        assertThat(out.toString()).isEqualTo("a?c\n".repeat(6));
    }

    @Test
    void whatIsPrintedAsALineIsOne() {
        lines.println("a\nroot: all is well");
        assertThat(out.toString()).isEqualTo("a?root: all is well\n");
    }

    @Test
    void textOfAllLanguagesIsPrintable() {
        var text = "Größe 消息 Ωμέγα שלום 😀 …";
        lines.println(text);
        assertThat(out.toString()).isEqualTo(text + "\n");
    }

    @Test
    void onlyOurOwnStylesPass() {
        lines.println(Lines.styled("bold \u001b[2J \u001b[31mred", "1"));
        assertThat(out.toString()).isEqualTo("\u001b[1mbold ?[2J ?[31mred\u001b[0m\n");
    }

    @Test
    void thatNobodyReadsAnyMoreIsKnown() throws Exception {
        var pipe = new PipedOutputStream();
        var reader = new PipedInputStream(pipe);
        var lines = Lines.to(new PrintStream(pipe, true, StandardCharsets.UTF_8));
        lines.println("a");
        assertThat(lines.checkError()).isFalse();
        reader.close();
        lines.println("b");
        assertThat(lines.checkError()).isTrue();
    }
}
