package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KernelTextTest {
    @TempDir
    Path directory;

    /** {@code fs/exec.c}, {@code __set_task_comm}: the kernel cuts a name after 15 bytes. */
    @Test
    void nameThatIsCutWithinACharacterIsReadUpToThere() throws IOException {
        var name = Arrays.copyOf("Kafka消息队列".getBytes(StandardCharsets.UTF_8), 15);
        var file = Files.write(directory.resolve("comm"), name);
        assertThat(KernelText.of(file)).isEqualTo("Kafka消息队\uFFFD");
    }

    @Test
    void lineInAnotherEncodingLeavesTheOthersAsTheyAre() throws IOException {
        var file = Files.write(directory.resolve("maps"), "/a\n/caf\u00e9\n/b\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(KernelText.lines(file)).containsExactly("/a", "/caf\uFFFD", "/b");
    }

    @Test
    void fileThatIsThereIsFound() throws IOException {
        assertThat(KernelText.find(Files.writeString(directory.resolve("some"), "text\n")))
                .hasValue("text\n");
    }

    @Test
    void fileThatIsNotThereHasNoText() {
        assertThat(KernelText.find(directory.resolve("none"))).isEmpty();
    }

    /** A process may name itself so. */
    @Test
    void aNameForgesNoLine(@TempDir Path directory) throws IOException {
        var status = Files.writeString(directory.resolve("status"), "Name:\tx\rUid:\t0\t0\nUid:\t7\t7\n");
        assertThat(KernelText.lines(status)).containsExactly("Name:\tx\rUid:\t0\t0", "Uid:\t7\t7");
    }

    @Test
    @Timeout(30)
    void anEndlessFileIsRefused() {
        assertThatThrownBy(() -> KernelText.of(Path.of("/dev/zero"))).isInstanceOf(UsdtException.class);
    }
}
