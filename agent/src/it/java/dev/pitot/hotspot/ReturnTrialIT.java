package dev.pitot.hotspot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.matrix.Filtered;
import dev.pitot.testkit.RequiresKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The trial sees the shell live or die. This kernel's seccomp does not look at return probes; that of a kernel without the fix kills the
 * shell for {@code uretprobe(2)} as it does here for another call.
 */
@RequiresKernel
class ReturnTrialIT {
    private static final int GETPPID = 110; // which a shell calls, and a JVM does not

    @Test
    void aShellLivesThroughAReturnProbeWhereNoFilterIs() {
        assertThat(ReturnTrial.passes()).isTrue();
    }

    @Test
    void aFilterThatDoesNotKnowReturnProbesHarmsNobodyHere() throws Exception {
        assertThat(passesUnder(Filtered.URETPROBE)).isEqualTo("true\n");
    }

    @Test
    void aShellThatTheFilterKillsIsSeen() throws Exception {
        assertThat(passesUnder(GETPPID)).isEqualTo("false\n");
    }

    private static String passesUnder(int number) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filtered.class.getName(),
                        Integer.toString(number),
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tried.class.getName())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Prints whether the trial passes. */
    static final class Tried {
        private Tried() {}

        public static void main(String[] arguments) {
            System.out.println(ReturnTrial.passes());
        }
    }
}
