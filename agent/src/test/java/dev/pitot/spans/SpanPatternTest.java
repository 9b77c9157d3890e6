package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanPatternTest {
    private static final SuperTypes SUPERS = types -> types.matches("b.Above");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.Shop::place*        | a.Shop       | place       | ''         | true",
                "a.Shop::place*        | a.Shop       | replace     | ''         | false",
                "a.Shop                | a.Shop       | any         | int        | true",
                "a.*::find             | a.Shop       | find        | ''         | true",
                "a.*::find             | a.b.Shop     | find        | ''         | false",
                "a.**::find            | a.b.Shop     | find        | ''         | true",
                "a.Outer$Inner::run    | a.Outer$Inner| run         | ''         | true",
                "a.Shop::place()       | a.Shop       | place       | ''         | true",
                "a.Shop::place()       | a.Shop       | place       | int        | false",
                "a.Shop::place(int)    | a.Shop       | place       | int        | true",
                "a.Shop::place(int)    | a.Shop       | place       | int,int    | false",
                "a.Shop::place(Or*, int)| a.Shop      | place       | Order,int  | true",
                "a.Shop::place(Or*,int)| a.Shop       | place       | Or,a,int   | false",
                "a.Shop::place(*)      | a.Shop       | place       | Order      | true",
                "a.Shop::place(*)      | a.Shop       | place       | ''         | false",
                "a.Shop::place(*,*)    | a.Shop       | place       | Order,int  | true",
                "a.Shop::place(*[])    | a.Shop       | place       | Order[]    | true",
                "a.Shop::place(*[])    | a.Shop       | place       | Order      | false",
                "a.Shop::*(int[][])    | a.Shop       | place       | int[][]    | true",
                "@a.Timed              | b.Other      | any         | int        | true",
                "@a.T*::find*          | b.Other      | findAll     | int        | true",
                "@a.T*::find*          | b.Other      | list        | int        | false",
                "@a.T*::find*(long)    | b.Other      | find        | int        | false",
                "@**.Timed             | b.Other      | find        | int        | true",
                "b.Above+              | a.Shop       | find        | ''         | true",
                "b.**+::find(int)      | a.Shop       | find        | int        | true",
                "a.Shop+::find         | a.Shop       | find        | ''         | true",
                "a.Shop+::find         | a.Shop       | place       | ''         | false",
                "b.Above               | a.Shop       | find        | ''         | false",
                "a.Above+              | a.Shop       | find        | ''         | false",
                "@*.Time               | b.Other      | find        | int        | false",
            })
    void meansMethods(String text, String type, String method, String parameters, boolean matches) {
        var pattern = SpanPattern.parse(text).orElseThrow();
        assertThat(pattern.matches(new MethodFacts(type, method, parameters, SUPERS, Set.of("a.Timed"))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "@",
                "a::",
                "::b",
                "a b",
                "a.B::c::d",
                "a/B",
                "a.B::c(",
                "a.B::c)",
                "a.B::c(int",
                "a.B(int)",
                "a.B::c(,)",
                "a.B::c(int,)",
                "a.B::c(java.lang.String)",
                "a.B::c(**)",
                "a.B::c([])",
                "@a.Timed+",
                "a.B++",
                "a.B::c+",
                "+",
                "!a.B{0}",
                "a.B{}",
                "a.B{0,}",
                "a.B{0",
                "a.B{-1}",
                "a.B{9999}",
                "a.B{this.}",
                "a.B{this.id.name}",
                "a.B{that}",
                "a.B{returned}",
                "a.B{:0}",
                "a.B{a:b:0}",
                "a.B{0}::c",
                "a.B{0}{1}",
                "a.B{0,1,2,3,4,5,6,7,8}",
                "@!a",
                "@@a",
                "a@b",
                "*********"
            })
    void othersAreNoPatterns(String text) {
        assertThat(SpanPattern.parse(text)).isEmpty();
    }

    @Test
    void keepsWhatTheUserWrote() {
        assertThat(SpanPattern.parse("!@a.Timed::b(int, C)").orElseThrow().text())
                .isEqualTo("!@a.Timed::b(int,C)");
        assertThat(SpanPattern.parse("!a.B").orElseThrow().excludes()).isTrue();
    }

    @Test
    void hasValuesOfTheCall() {
        var pattern = SpanPattern.parse("a.Shop+::place(Order, int){order:0, 12,this,id:this.id,return}")
                .orElseThrow();
        assertThat(pattern.text()).isEqualTo("a.Shop+::place(Order,int){order:0,12,this,id:this.id,return}");
        assertThat(pattern.values())
                .extracting(SpanValue::label)
                .containsExactly("order", "12", "this", "id", "return");
        assertThat(pattern.values()).extracting(SpanValue::argument).containsExactly(0, 12, -1, -1, -1);
        assertThat(pattern.values()).extracting(SpanValue::field).containsExactly("", "", "", "id", "");
        assertThat(pattern.values().getLast().isReturned()).isTrue();
        assertThat(SpanPattern.parse("a.B").orElseThrow().values()).isEmpty();
        assertThat(SpanPattern.parse("@a.Timed{0}").orElseThrow().values()).hasSize(1);
    }

    @Test
    void wholeClassesGoByTheirNames() {
        assertThat(SpanPattern.parse("!a.**").orElseThrow().isWholeClass()).isTrue();
        assertThat(SpanPattern.parse("!a.**::*").orElseThrow().isWholeClass()).isTrue();
        assertThat(SpanPattern.parse("!a.**::*()").orElseThrow().isWholeClass()).isFalse();
        assertThat(SpanPattern.parse("!@a.Timed").orElseThrow().isWholeClass()).isFalse();
    }
}
