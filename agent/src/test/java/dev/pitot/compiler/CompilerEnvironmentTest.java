package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerEnvironmentTest {
    private static final Path DIRECTORY = Path.of("/tmp/pitot-compile1");

    @Test
    void theChildGetsWhatItNeedsAndNothingElse() {
        assertThat(Compiler.environment(
                        DIRECTORY,
                        Map.of(
                                "JAVA_TOOL_OPTIONS", "-javaagent:other.jar",
                                "JDK_JAVA_OPTIONS", "-Xint",
                                "LD_PRELOAD", "/tmp/other.so",
                                "BCC_LINUX_VERSION_CODE", "1",
                                "LC_ALL", "tr_TR.UTF-8",
                                "LD_LIBRARY_PATH", "/opt/bcc/lib")))
                .containsOnly(
                        Map.entry("BCC_KERNEL_SOURCE", DIRECTORY + "/headers"),
                        Map.entry(
                                "LC_ALL",
                                "tr_TR.UTF-8"), // for the encoding of paths; LocaleIT shows that nothing else is of it
                        Map.entry("LD_LIBRARY_PATH", "/opt/bcc/lib"));
        assertThat(Compiler.environment(DIRECTORY, Map.of())).containsOnlyKeys("BCC_KERNEL_SOURCE");
    }
}
