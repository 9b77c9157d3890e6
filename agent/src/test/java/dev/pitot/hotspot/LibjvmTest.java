package dev.pitot.hotspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.hotspot.SiteSpec.Role;
import dev.pitot.plan.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibjvmTest {
    private static final Path HOME = Path.of(System.getProperty("java.home"), "lib");

    @Test
    void thisJvmHasSitesForEveryPhase() throws Exception {
        var libjvm = Libjvm.ofThisProcess();
        assertThat(libjvm.path())
                .isEqualTo(HOME.resolve("server/libjvm.so").toRealPath().toString());
        assertThat(Files.isSameFile(libjvm.file(), Path.of(libjvm.path()))).isTrue();
        for (var kind : EventKind.values()) {
            assertThat(libjvm.missing(kind)).as(kind.eventName()).isEmpty();
            assertThat(libjvm.siteCount(kind) > 0).as(kind.eventName()).isEqualTo(kind.isPhase());
        }
        assertThat(libjvm.sites()).allMatch(site -> site.offset() > 0);
        assertThat(libjvm.sites())
                .filteredOn(site -> site.kind() == null)
                .isNotEmpty()
                .allMatch(site -> site.role() == Role.THREAD_START);
    }

    @Test
    void allSitesHaveRoomInTheKernel() throws Exception {
        assertThat(Libjvm.ofThisProcess().sites()).hasSizeLessThanOrEqualTo(256); // MAX_SITES of limits.h
    }

    @Test
    void aTextHasBothItsPointerAndItsLength() throws Exception {
        var libjvm = Libjvm.ofThisProcess();
        var end = libjvm.sites().stream()
                .filter(site -> site.kind() == EventKind.COMPILATION && site.role() == Role.END)
                .toList();
        assertThat(end).isNotEmpty().allSatisfy(site -> {
            assertThat(site.texts()).hasSize(4);
            assertThat(site.values()).hasSize(2).first().satisfies(value -> assertThat(value)
                    .isPresent());
        });
    }

    @Test
    void aLibraryWithoutProbesIsNamedWithTheRemedy() throws IOException {
        var path = HOME.resolve("libjava.so");
        var libjvm = Libjvm.read(path);
        assertThat(libjvm.sites()).isEmpty();
        for (var kind : EventKind.values()) {
            if (kind.isPhase()) {
                assertThat(libjvm.missing(kind))
                        .hasValueSatisfying(why -> assertThat(why).startsWith(path + " has no "));
            }
        }
        assertThat(libjvm.missing(EventKind.THREAD_PARK)).hasValueSatisfying(why -> assertThat(why)
                .contains("hotspot:thread__park__", "; use a JDK built with DTrace probes"));
    }

    @Test
    void withoutALibraryEachPhaseIsMissing() {
        var none = Libjvm.none("why").withFlags(flag -> false);
        assertThat(none.hasSites()).isFalse();
        for (var kind : EventKind.values()) {
            assertThat(none.missing(kind))
                    .as(kind.eventName())
                    .isEqualTo(Optional.of("why").filter(why -> kind.isPhase()));
        }
    }

    @Test
    void whatIsNoLibraryIsAnIoException(@TempDir Path directory) throws IOException {
        var text = Files.writeString(directory.resolve("libjvm.so"), "none");
        assertThatThrownBy(() -> Libjvm.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(text.toString());
        assertThatThrownBy(() -> Libjvm.read(directory.resolve("absent"))).isInstanceOf(IOException.class);
    }
}
