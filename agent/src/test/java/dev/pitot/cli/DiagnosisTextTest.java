package dev.pitot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.cli.terminal.AnsiStyle;
import dev.pitot.doctor.Check;
import dev.pitot.doctor.Check.Group;
import dev.pitot.doctor.Check.State;
import dev.pitot.doctor.Diagnosis;
import dev.pitot.report.text.Style;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class DiagnosisTextTest {
    private static final Check OK = new Check(Group.KERNEL, "version", State.OK, "Linux 6.18", null);
    private static final String LONG = "many words ".repeat(40).strip();
    private static final Check BAD = new Check(Group.PERMISSIONS, "capabilities", State.FAILED, LONG, "fix " + LONG);
    private static final Check WORSE = new Check(Group.TRIAL, "attach", State.FAILED, "a\u001b[31mb\nc", null);

    private static String text(int width, Style style, Check... checks) {
        var works = List.of(checks).stream().noneMatch(check -> check.state() == State.FAILED);
        return DiagnosisText.of(new Diagnosis(1, works, List.of(checks)), width, style);
    }

    @Test
    void noLineIsWiderThanAskedForAndNothingIsCut() {
        for (var width : List.of(80, 100, 200)) {
            var text = text(width, Style.PLAIN, OK, BAD);
            assertThat(text.lines()).allMatch(line -> line.length() <= width);
            var words = text.lines().map(String::strip).collect(Collectors.joining(" "));
            assertThat(words).contains("FAILED   " + LONG).contains("fix: fix " + LONG);
        }
    }

    @Test
    void theLastLineIsTheVerdict() {
        assertThat(text(100, Style.PLAIN, OK)).endsWith("\n\nRecording works.");
        assertThat(text(100, Style.PLAIN, OK, BAD)).endsWith("Recording does not work: 1 check failed.");
        assertThat(text(100, Style.PLAIN, BAD, WORSE)).endsWith("Recording does not work: 2 checks failed.");
    }

    @Test
    void onlyATerminalGetsColoursAndTextsCannotBringTheirOwn() {
        assertThat(text(100, Style.PLAIN, WORSE)).doesNotContain("\u001b").contains("a?[31mb?c");
        assertThat(text(100, new AnsiStyle(Ansi.ON), BAD)).contains("\u001b[");
    }
}
