package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Sleeper;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A locale has its digits (Arabic) and its letters (Turkish): nothing that Pitot or its compiler child writes is in those. */
@RequiresKernel
class LocaleIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ar_EG", "tr_TR"})
    void programsAreCompiledAndEventsRecordedAsEver(String locale) throws Exception {
        var name = locale + ".UTF-8";
        Tool.run(
                "localedef",
                "-i",
                locale,
                "-f",
                "UTF-8",
                directory.resolve(name).toString());

        var run = TracedJvm.of(directory)
                .jar(CompilingJar.in(directory))
                .environment("LOCPATH", directory.toString())
                .environment("LC_ALL", name)
                .environment("XDG_CACHE_HOME", directory.resolve("cache").toString())
                .agentOptions("wait=110s,budget=off")
                .recordOnly("pitot.ThreadSleep")
                .setting("pitot.ThreadSleep#threshold", "0 ns")
                .run(Sleeper.class);

        assertThat(run.out())
                .isEqualTo(String.format(Locale.forLanguageTag(locale.replace('_', '-')), "%d%n", Sleeper.SLEEPS));
        assertThat(run.err()).matches("pitot: " + CompilingJar.LINE + "\\R");
        assertThat(run.events("pitot.ThreadSleep"))
                .filteredOn(sleep -> sleep.getString("osThreadName").equals(Sleeper.NAME))
                .hasSize(Sleeper.SLEEPS);
    }
}
