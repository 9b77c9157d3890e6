package dev.pitot.hotspot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.hotspot.SiteSpec.Role;
import dev.pitot.plan.EventKind;
import dev.pitot.usdt.UsdtFile;
import dev.pitot.usdt.hotspot.HotSpotProbes;
import dev.pitot.usdt.hotspot.Parameter;
import dev.pitot.usdt.hotspot.Parameter.Type;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the catalogue says of libjvm, this JVM's libjvm and the catalogue of probes say too. */
class SiteCatalogueTest {
    private static UsdtFile libjvm;

    @BeforeAll
    static void open() throws Exception {
        libjvm = UsdtFile.open(Libjvm.ofThisProcess().file());
    }

    @AfterAll
    static void close() throws IOException {
        libjvm.close();
    }

    static List<SiteCatalogue.Usdt> probes() {
        return SiteCatalogue.PROBES;
    }

    @ParameterizedTest
    @MethodSource("probes")
    void everyArgumentIsThereAndOfItsType(SiteCatalogue.Usdt usdt) throws IOException {
        var known = HotSpotProbes.find(usdt.provider(), usdt.probe()).orElseThrow();
        for (var text : usdt.texts()) {
            assertThat(parameter(known.parameters(), text).type()).isEqualTo(Type.STRING);
        }
        for (var value : usdt.values()) {
            if (value != SiteCatalogue.NONE) {
                assertThat(parameter(known.parameters(), value).type()).isIn(Type.BOOLEAN, Type.INT, Type.LONG);
            }
        }
        var probe = libjvm.probes().stream()
                .filter(p -> p.provider().equals(usdt.provider()) && p.name().equals(usdt.probe()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such probe in " + libjvm.path()));
        for (var site : probe.sites()) {
            assertThat(site.parsedArguments()).hasSize(known.argumentNames().size());
        }
    }

    private static Parameter parameter(List<Parameter> parameters, int index) {
        return parameters.stream().filter(p -> p.index() == index).findFirst().orElseThrow();
    }

    /** The names say what each event takes for what. */
    @Test
    void theArgumentsAreTheOnesThatAreMeant() {
        assertThat(texts("class__loaded")).containsExactly("className");
        assertThat(values("class__loaded")).containsExactly("shared", "");
        assertThat(texts("method__compile__end")).containsExactly("className", "method", "signature", "compiler");
        assertThat(values("method__compile__end")).containsExactly("success", "");
        assertThat(values("gc__begin")).containsExactly("full", "");
        assertThat(texts("class__initialization__end")).containsExactly("className");
        assertThat(texts("monitor__contended__entered")).containsExactly("className");
        assertThat(values("thread__sleep__end")).containsExactly("", "interrupted");
        assertThat(texts("thread__start")).containsExactly("threadName");
        assertThat(values("thread__start")).containsExactly("javaThreadId", "");
        assertThat(values("thread__park__begin")).containsExactly("time", "absolute");
        assertThat(values("thread__sleep__begin")).containsExactly("millis", "");
    }

    private static List<String> texts(String probe) {
        return usdt(probe).texts().stream().map(index -> name(probe, index)).toList();
    }

    private static List<String> values(String probe) {
        return usdt(probe).values().stream().map(index -> name(probe, index)).toList();
    }

    private static String name(String probe, int index) {
        return index == SiteCatalogue.NONE
                ? ""
                : HotSpotProbes.find("hotspot", probe)
                        .orElseThrow()
                        .argumentNames()
                        .get(index);
    }

    private static SiteCatalogue.Usdt usdt(String probe) {
        return SiteCatalogue.PROBES.stream()
                .filter(p -> p.probe().equals(probe))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyPhaseHasABeginAndAnEnd() {
        for (var kind : EventKind.values()) {
            var roles = SiteCatalogue.PROBES.stream()
                    .filter(usdt -> usdt.kind() == kind)
                    .map(SiteCatalogue.Usdt::role)
                    .toList();
            if (kind == EventKind.CLASS_LOAD) {
                assertThat(roles).containsExactly(Role.CLASS_LOADED);
            } else if (kind.isPhase()) {
                assertThat(roles).contains(Role.BEGIN, Role.END);
            } else {
                assertThat(roles).isEmpty();
            }
        }
    }

    @Test
    void whatIsSaidFitsIntoASite() {
        assertThat(SiteCatalogue.PROBES).allSatisfy(usdt -> {
            assertThat(usdt.texts()).hasSizeLessThanOrEqualTo(4);
            assertThat(usdt.values()).hasSize(2);
        });
    }

    @Test
    void everyFunctionIsInThisLibjvmOnce() throws IOException {
        for (var function : SiteCatalogue.FUNCTIONS) {
            assertThat(libjvm.functions(function.prefix()))
                    .filteredOn(found -> !found.name().contains("."))
                    .as(function.prefix())
                    .hasSize(1);
            assertThat(Objects.requireNonNull(function.kind())).isEqualTo(EventKind.CLASS_LOAD);
        }
    }
}
