package dev.pitot.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.Budget;
import dev.pitot.spans.SpanPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", ",", " , ,"})
    void nothingIsTheDefault(String text) {
        var options = Options.parse(text);
        assertThat(options.cache()).isNull();
        assertThat(options.waiting()).isNull();
        assertThat(options.legacyProbes()).isFalse();
        assertThat(options.budget()).isEqualTo(Budget.DEFAULT);
        assertThat(options.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache=/var/p,wait=5s,attach=old",
                "cache:/var/p, wait:5000ms ,attach:old",
                ",wait:5s,cache=/var/p,attach:old,"
            })
    void bothWaysToWriteThemAreTheSame(String text) {
        var options = Options.parse(text);
        assertThat(options.problems()).isEmpty();
        assertThat(options.cache()).isEqualTo(Path.of("/var/p"));
        assertThat(options.waiting()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.legacyProbes()).isTrue();
    }

    @Test
    void compilingMayTakeAsLongAsIsSaid() {
        assertThat(Options.parse("").compiling()).isNull();
        assertThat(Options.parse("compile=300s").compiling()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Options.parse("compile:1800s").compiling()).isEqualTo(Duration.ofMinutes(30));
        assertThat(Options.parse("compile=1000ms").compiling()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "999ms", "1801s", "300", "5m", "-1s", "long"})
    void compilingTakesAtLeastASecondAndAtMostHalfAnHour(String value) {
        var options = Options.parse("compile=90s,compile=" + value);
        assertThat(options.compiling()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.problems())
                .containsExactly(
                        "the option 'compile' needs a time from 1s to 1800s, such as 300s, not '" + value + "'");
    }

    @Test
    void aValueMayHoldTheSeparators() {
        assertThat(Options.parse("cache=/a:b=c").cache()).isEqualTo(Path.of("/a:b=c"));
        assertThat(Options.parse("cache:/a:b=c").cache()).isEqualTo(Path.of("/a:b=c"));
    }

    @ParameterizedTest
    @CsvSource({
        "attach, ATTACH",
        "status, STATUS",
        "stop, STOP",
        "start, START",
        "'wait=5s,stop', STOP",
        "'stop,wait:5s', STOP",
        "' status ', STATUS",
        "'stop,start', START",
        "'attach=old,status', STATUS"
    })
    void aWordAloneIsACommand(String text, Verb verb) {
        var options = Options.parse(text);
        assertThat(options.problems()).isEmpty();
        assertThat(options.verb()).isEqualTo(verb);
    }

    @Test
    void everyCommandIsNamedToWhoMistypesOne() {
        assertThat(Verb.WORDS.split(", ")).extracting(Verb::of).containsExactly(Verb.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"attach=old", "attach:auto", "wait=5s", "reply=/tmp/x"})
    void anOptionIsNoCommand(String text) {
        var options = Options.parse(text);
        assertThat(options.problems()).isEmpty();
        assertThat(options.verb()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Status", "statu", "stop=", "stop=now", "status:", "stop start"})
    void nearlyACommandIsNone(String text) {
        var options = Options.parse(text);
        assertThat(options.verb()).isNull();
        assertThat(options.problems()).singleElement().asString().contains("attach, status, stop, start");
    }

    @Test
    void aCommandMaySayWhereToAnswer() {
        assertThat(Options.parse("status,reply=/tmp/a:b").reply()).isEqualTo(Path.of("/tmp/a:b"));
        assertThat(Options.parse("status,reply:/tmp/a").reply()).isEqualTo(Path.of("/tmp/a"));
        assertThat(Options.parse("status,reply=here").problems())
                .containsExactly("the option 'reply' needs an absolute path, not 'here'");
    }

    @Test
    void theBudgetIsAPartOfTheCpuTimeOrOff() {
        assertThat(Options.parse("budget=0.5%").budget()).isEqualTo(new Budget(0.005));
        assertThat(Options.parse("budget:off").budget()).isEqualTo(Budget.OFF);
        assertThat(Options.parse("budget=2%,budget=much").budget()).isEqualTo(new Budget(0.02));
    }

    @Test
    void theRingIsAPowerOfTwo() {
        assertThat(Options.parse("").ring()).isZero();
        assertThat(Options.parse("ring=4k").ring()).isEqualTo(4096);
        assertThat(Options.parse("ring:256m").ring()).isEqualTo(1 << 28);
    }

    @Test
    void spansAddUp() {
        assertThat(Options.parse("span=com.acme.Shop::place*,span:!com.acme.Shop::placeHolder")
                        .spans())
                .extracting(SpanPattern::text)
                .containsExactly("com.acme.Shop::place*", "!com.acme.Shop::placeHolder");
    }

    @Test
    void aCommaBetweenParenthesesBelongsToThePattern() {
        var options = Options.parse("span=com.acme.Shop::place(Order, int),wait=5s,span=com.acme.Shop::close()");
        assertThat(options.problems()).isEmpty();
        assertThat(options.waiting()).hasSeconds(5);
        assertThat(options.spans())
                .extracting(SpanPattern::text)
                .containsExactly("com.acme.Shop::place(Order,int)", "com.acme.Shop::close()");
        assertThat(Options.parse("cache=/a(b,wait=5s").cache()).isEqualTo(Path.of("/a(b"));
    }

    @Test
    void onlyACommandRemovesSpans() {
        var values = Options.parse("span=@a.Timed{0,this.id},wait=5s, nospan:a.B::c{x:1,return},spans");
        assertThat(values.problems()).isEmpty();
        assertThat(values.spans()).extracting(SpanPattern::text).containsExactly("@a.Timed{0,this.id}");
        assertThat(values.noSpans()).extracting(SpanPattern::text).containsExactly("a.B::c{x:1,return}");
        assertThat(values.waiting()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Options.parse("spans,nospan=a.B").noSpans())
                .extracting(SpanPattern::text)
                .containsExactly("a.B");
        assertThat(Options.parse("nospan=a.B").problems())
                .containsExactly("the option 'nospan' needs the command spans");
    }

    @Test
    void theLastOneCounts() {
        assertThat(Options.parse("attach=old,attach=auto").legacyProbes()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cache | with jcmd, which cuts the text at '=', write cache:VALUE",
                "wait= | with jcmd, which cuts the text at '=', write wait:VALUE",
                "cache=here | absolute path, not 'here'",
                "wait=5 | needs a time such as 500ms or 5s, not '5'",
                "wait=-5s | needs a time such as",
                "wait=99999999999999s | needs a time such as",
                "attach=all | must be auto or old, not 'all'",
                "follow=yes | the option 'follow' must be true or false, not 'yes'",
                "chache=/x | there is no option 'chache'; the options are cache, wait, attach, ring, compile, budget, span, nospan, follow, helper, and the",
                "ring=3m | a power of 2 from 4k to 256m, such as 2m, not '3m'",
                "ring=2k | a power of 2 from 4k",
                "ring=512m | a power of 2 from 4k",
                "ring=2 | a power of 2 from 4k",
                "budget=1 | a share of the CPU time such as 1% or 0.5%, or off, not '1'",
                "budget=0% | a share of the CPU time",
                "span=com.acme.Shop.place() | a class and a method such as com.acme.Shop::place*, not 'com.acme.Shop.place()'",
                "=x | there is no option ''"
            })
    void aMistakeIsALineThatSaysWhatIsRight(String text, String says) {
        var options = Options.parse(text);
        assertThat(options.problems()).singleElement().asString().contains(says);
        assertThat(options.cache()).isNull();
        assertThat(options.waiting()).isNull();
    }

    @Test
    void oneMistakeDoesNotSpoilTheRest() {
        var options = Options.parse("nonsense,cache=/x,wait=never");
        assertThat(options.problems()).hasSize(2);
        assertThat(options.cache()).isEqualTo(Path.of("/x"));
    }

    @Test
    void nothingThrowsAndEachProblemIsOneShortLine() {
        var random = new Random(23);
        var pieces = new String[] {
            "cache",
            "wait",
            "attach",
            "budget",
            "%",
            "reply",
            "status",
            "stop",
            "start",
            "span",
            "a.B::c",
            "(",
            ")",
            "=",
            ":",
            ",",
            "/",
            "5",
            "s",
            "ms",
            "old",
            "\n",
            "\0",
            "\u001b[31m",
            "ü",
            "\ud800",
            " ",
            "…",
            "x".repeat(200)
        };
        for (var i = 0; i < 50_000; i++) {
            var text = new StringBuilder();
            for (var n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            var options = Options.parse(text.toString());
            assertThat(options.waiting()).matches(waiting -> waiting == null || !waiting.isNegative());
            for (var problem : options.problems()) {
                assertThat(problem).hasSizeLessThan(240).doesNotContainPattern("\\p{Cntrl}");
            }
        }
    }
}
