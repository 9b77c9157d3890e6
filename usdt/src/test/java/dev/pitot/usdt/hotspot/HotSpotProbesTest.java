package dev.pitot.usdt.hotspot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.usdt.Jdks;
import dev.pitot.usdt.Probe;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HotSpotProbesTest {

    static Iterable<Path> libjvms() throws IOException {
        return Jdks.libjvms();
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void theTableIsComplete(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            var inFile = file.probes().stream()
                    .filter(probe -> Set.of("hotspot", "hs_private").contains(probe.provider()))
                    .map(Probe::fullName);
            assertThat(HotSpotProbes.all())
                    .extracting(probe -> probe.provider() + ":" + probe.name())
                    .containsExactlyInAnyOrderElementsOf(inFile.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void everySiteHasAsManyArgumentsAsTheTableNames(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            for (var probe : file.probes()) {
                var known = HotSpotProbes.find(probe.provider(), probe.name());
                if (known.isPresent() && !probe.provider().equals("hotspot_jni")) {
                    for (var site : probe.sites()) {
                        assertThat(site.parsedArguments())
                                .as(probe.fullName())
                                .hasSameSizeAs(known.get().argumentNames());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libjvms")
    void aStringIsAnAddressAndALength(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            for (var probe : file.probes()) {
                for (var parameter : HotSpotProbes.find(probe.provider(), probe.name()).stream()
                        .flatMap(known -> known.parameters().stream())
                        .filter(parameter -> parameter.type() == Parameter.Type.STRING)
                        .toList()) {
                    for (var site : probe.sites()) {
                        assertThat(site.parsedArguments().get(parameter.index()).size())
                                .isEqualTo(8);
                    }
                }
            }
        }
    }

    @Test
    void stringsTakeTwoArguments() {
        var probe = HotSpotProbes.find("hotspot", "method__compile__end").orElseThrow();
        assertThat(probe.argumentNames())
                .containsExactly(
                        "compiler",
                        "compiler.length",
                        "className",
                        "className.length",
                        "method",
                        "method.length",
                        "signature",
                        "signature.length",
                        "success");
        assertThat(probe.parameter("success").orElseThrow().index()).isEqualTo(8);
    }

    @Test
    void someProbesNeedAFlag() {
        var alloc = HotSpotProbes.find("hotspot", "object__alloc").orElseThrow();
        assertThat(alloc.flag()).hasValue("DTraceAllocProbes");
        assertThat(alloc.firesWith(Set.of())).isFalse();
        assertThat(alloc.firesWith(Set.of("DTraceMonitorProbes"))).isFalse();
        assertThat(alloc.firesWith(Set.of("DTraceAllocProbes"))).isTrue();
        assertThat(alloc.firesWith(Set.of("ExtendedDTraceProbes"))).isTrue();
        assertThat(HotSpotProbes.find("hotspot", "gc__end").orElseThrow().firesWith(Set.of()))
                .isTrue();
    }

    @Test
    void jniProbesAreDerived() {
        assertThat(HotSpotProbes.find("hotspot_jni", "FindClass__entry")
                        .orElseThrow()
                        .argumentNames())
                .containsExactly("env");
        assertThat(HotSpotProbes.find("hotspot_jni", "GetEnv__entry")
                        .orElseThrow()
                        .argumentNames())
                .containsExactly("vm");
        assertThat(HotSpotProbes.find("libstdcxx", "throw")).isEmpty();
    }
}
