package dev.pitot.bundle.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheLocationTest {
    private static final Path LAST = Path.of("/var/tmp/pitot-1000");

    @TempDir
    Path home;

    @Test
    void chosenIsTheOnlyOne() throws CacheRefused {
        assertThat(location(Path.of("/a/../b"), "/xdg", home.toString())).containsExactly(Path.of("/b"));
        assertThat(location(Path.of("b"), null, null))
                .containsExactly(Path.of("b").toAbsolutePath());
    }

    @Test
    void xdgIsTheOnlyOneUnlessRelative() throws CacheRefused {
        assertThat(location(null, "/xdg", home.toString())).containsExactly(Path.of("/xdg/pitot"));
        assertThat(location(null, "xdg", null)).containsExactly(LAST);
        assertThat(location(null, "", null)).containsExactly(LAST);
    }

    @Test
    void homeThenVarTmp() throws CacheRefused {
        assertThat(location(null, null, home.toString())).containsExactly(home.resolve(".cache/pitot"), LAST);
    }

    @Test
    void noHome() throws CacheRefused {
        assertThat(location(null, null, "?")).containsExactly(LAST);
        assertThat(location(null, null, home + "/none")).containsExactly(LAST);
    }

    /** Bytes that the locale's encoding has no characters for arrive as U+FFFD. */
    @Test
    void textThatIsNoPath() throws CacheRefused {
        assertThatThrownBy(() -> location(null, "/caf\uFFFD", null))
                .isInstanceOf(CacheRefused.class)
                .hasMessageMatching(
                        "bundle cache refused: XDG_CACHE_HOME is not a path in \\S+, .*; start this JVM with .*");
        assertThat(location(null, null, "/caf\uFFFD")).containsExactly(LAST);
    }

    @Test
    void idsAboveTwoToThe31HaveNoSign() throws CacheRefused {
        assertThat(new CacheLocation(null, null, null, -2).candidates())
                .containsExactly(Path.of("/var/tmp/pitot-4294967294"));
    }

    private static List<Path> location(@Nullable Path chosen, @Nullable String xdg, @Nullable String home)
            throws CacheRefused {
        return new CacheLocation(chosen, xdg, home, 1000).candidates();
    }
}
