package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Till;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chosen values of a call in the tags of its span. */
@RequiresKernel
class SpanValueIT {
    private static final String PATTERNS = String.join(
            ",span=",
            "acme.Till::all{0,1,2,3,4,5,6,return}",
            "acme.Till::reassign{text:0,1,return}",
            "acme.Till::grow{0,this.id,who:this.name,this.count}",
            "acme.Till::arrays{0,1,2,3}",
            "acme.Till::bad{0,1,2}",
            "acme.Till::huge{0,return}",
            "acme.Till::fixed{0,1,return}",
            "acme.Till::recurse{0,return}",
            "acme.Till::fail{0,return}",
            "acme.Till::generic{0,return}",
            "acme.Till::nothing{0}",
            "acme.Till$Priced+::price{0,return}",
            "acme.Till$Spanned::*");

    @TempDir
    Path directory;

    @Test
    void tagsHaveTheValues() throws Exception {
        var run = run("0 ns", PATTERNS);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(without().replace("texts 0", "texts 1"));
        assertThat(tags(run, "all")).containsExactly("0=true, 1=1, 2=c, 3=2, 4=3, 5=4, 6=5.5, return=true1c2345.56.5");
        assertThat(tags(run, "reassign")).containsExactly("text=before, 1=1, return=before0124");
        assertThat(tags(run, "grow")).containsExactly("0=ab, this.id=7, who=front, this.count=3");
        assertThat(tags(run, "arrays")).containsExactly("0=String[3], 1=int[][2], 2=null, 3=x");
        assertThat(tags(run, "bad")).containsExactly("0=?, 1=spanned 1, 2=?");
        assertThat(tags(run, "huge")).singleElement().asString().hasSize(202).contains("…, return=hhh");
        assertThat(tags(run, "fixed")).containsExactly("0=static, 1=9, return=static9");
        assertThat(tags(run, "recurse"))
                .containsExactly("0=3, return=6", "0=2, return=5", "0=1, return=4", "0=0, return=3");
        assertThat(tags(run, "fail")).containsExactly("0=broken");
        assertThat(tags(run, "generic")).containsExactly("0=[1, 2], return=2");
        assertThat(tags(run, "price")).containsExactly("0=4, return=40");
        assertThat(run.events("pitot.Span")).allSatisfy(span -> assertThat(span.getStackTrace()
                        .getFrames()
                        .getFirst()
                        .getMethod()
                        .getType()
                        .getName())
                .startsWith("acme.Till"));
        assertThat(tags(run, "spanned"))
                .as("what runs in the end of a span is none")
                .isEmpty();
    }

    @Test
    void belowTheThresholdNothingBecomesText() throws Exception {
        var run = run("100 s", PATTERNS);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(without());
        assertThat(run.events("pitot.Span")).isEmpty();
    }

    @Test
    void aValueThatIsNotThereIsToldOnce() throws Exception {
        var run = run("0 ns", "acme.Till::nothing{1,this.shown,return,0},span=acme.Till::fixed{this,1,this.id}");
        assertThat(run.err().lines())
                .containsExactlyInAnyOrder(
                        line("acme.Till::nothing{1,this.shown,return,0}", "{1} of nothing(Object)"),
                        line("acme.Till::fixed{this,1,this.id}", "{this} of fixed(String, int)"));
        assertThat(tags(run, "nothing")).containsExactly("0=counted 1");
        assertThat(tags(run, "fixed")).containsExactly("1=9");
    }

    private static String line(String pattern, String lacking) {
        return "pitot: spans of '" + pattern + "' lack " + lacking
                + ": a value is an argument by its place from 0 on, 'this', a field of the class itself, or 'return'";
    }

    private Run run(String threshold, String patterns) throws Exception {
        var run = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off,span=" + patterns)
                .recordOnly("pitot.Span")
                .record("pitot.Span", threshold)
                .run(Till.class);
        assertThat(run.exit()).isZero();
        return run;
    }

    private String without() throws Exception {
        return TracedJvm.of(Files.createDirectory(directory.resolve("without")))
                .withoutAgent()
                .run(Till.class)
                .out();
    }

    private static List<String> tags(Run run, String method) throws Exception {
        return run.events("pitot.Span").stream()
                .filter(span -> span.getString("method").startsWith(method + "("))
                .map(span -> span.getString("tags"))
                .toList();
    }
}
