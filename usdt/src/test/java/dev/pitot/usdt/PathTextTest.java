package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PathTextTest {
    @Test
    void textIsAPathUnlessSomethingOfItIsLost() {
        assertThat(PathText.path("/a b")).contains(Path.of("/a b"));
        assertThat(PathText.path("/caf\uFFFD")).isEmpty();
        assertThat(PathText.path("/a\0b")).isEmpty();
    }

    @Test
    void inTheLocaleCAPathIsAscii() throws Exception {
        assertThat(inLocaleC("/tmp")).isEqualTo("Optional[/tmp]");
        assertThat(inLocaleC("/caf\\303\\251")).isEqualTo("Optional.empty");
    }

    /** @param text as printf(1) has it: to start the JVM with bytes that this one may not have characters for */
    private static String inLocaleC(String text) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$1\" -cp \"$2\" \"$3\" \"$(printf '" + text + "')\"",
                "sh",
                java,
                System.getProperty("java.class.path"),
                Shown.class.getName());
        builder.environment().put("LC_ALL", "C");
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    /** Prints what becomes of the argument. */
    static final class Shown {
        public static void main(String[] arguments) {
            System.out.println(PathText.path(arguments[0]));
        }
    }
}
