package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
    private static final List<String> TYPES = List.of(
            "com.acme.OrderService",
            "com.acme.OrderServices",
            "com.acme.Outer$Inner",
            "com.acme.impl.UserService",
            "org.other.Clock");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.OrdreService | com.acme.OrderService, com.acme.OrderServices",
                "com.acme.Outer.Inner  | com.acme.Outer$Inner",
                "com.acme.UserService  | com.acme.impl.UserService, com.acme.OrderService",
                "com.acme.*Servce      | com.acme.OrderService, com.acme.impl.UserService, com.acme.OrderServices",
                "com.acmee.**          | com.acme.OrderService, com.acme.OrderServices, com.acme.Outer$Inner",
                "net.far.Away          | ''",
            })
    void ofTypes(String wanted, String nearest) {
        assertThat(String.join(", ", NearestNames.ofTypes(NameGlob.ofType(wanted), TYPES)))
                .isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plcae  | place(Order)",
                "place  | place(Order), placed()",
                "find*  | ''",
                "fnd*   | ''",
                "plac*x | place(Order), placed()",
            })
    void ofMethods(String wanted, String nearest) {
        assertThat(String.join(
                        ", ",
                        NearestNames.ofMethods(
                                NameGlob.ofMethod(wanted), List.of("close()", "placed()", "place(Order)"))))
                .isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "place  | place  | 0",
                "place  | plaice | 1",
                "place  | lace   | 1",
                "place  | plcae  | 2",
                "pl*    | place  | 0",
                "*a*e   | place  | 0",
                "*x     | place  | 1",
                "''     | abc    | 3",
            })
    void distanceIsTheNumberOfChanges(String glob, String name, int distance) {
        assertThat(NameGlob.ofMethod(glob).distance(name, 9)).isEqualTo(distance);
        assertThat(NameGlob.ofMethod(glob).distance(name, 0) == 0).isEqualTo(distance == 0);
    }

    @Test
    void comparesNoMoreThanALimit() {
        var names = IntStream.rangeClosed(0, NearestNames.MAX_NAMES)
                .mapToObj(i -> i == NearestNames.MAX_NAMES ? "com.acme.Shop" : "none.N" + i)
                .toList();
        assertThat(NearestNames.ofTypes(NameGlob.ofType("com.acme.Shp"), names)).isEmpty();
        assertThat(NearestNames.ofTypes(NameGlob.ofType("com.acme.Shp"), names.reversed()))
                .containsExactly("com.acme.Shop");
    }
}
