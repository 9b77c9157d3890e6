package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

    @Test
    void aThreadsClockIsTheSameByItsIdAsOnItself() {
        var tid = CpuTime.currentThreadId();
        var before = CpuTime.ofCurrentThread();
        var byId = CpuTime.ofThread(tid);
        assertThat(byId).isBetween(before, CpuTime.ofCurrentThread());
    }

    @Test
    void theIdIsThatOfTheOperatingSystem() {
        assertThat(Path.of("/proc/self/task/" + CpuTime.currentThreadId())).isDirectory();
    }

    @Test
    void whatOneThreadBurnsIsInItsClockAndInTheProcesss() {
        var process = CpuTime.ofProcess();
        var thread = CpuTime.ofCurrentThread();
        while (CpuTime.ofCurrentThread() - thread < 20_000_000) {
            Thread.onSpinWait();
        }
        assertThat(CpuTime.ofProcess() - process).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void aThreadThatIsNotOfThisProcessHasNone() throws Exception {
        assertThat(CpuTime.ofThread(1)).isEqualTo(-1);
        var ended = new CompletableFuture<Integer>();
        Thread.ofPlatform()
                .start(() -> ended.complete(CpuTime.currentThreadId()))
                .join();
        while (Files.exists(Path.of("/proc/self/task/" + ended.get()))) {
            Thread.sleep(1); // the kernel is still at it when Java's join() returns
        }
        assertThat(CpuTime.ofThread(ended.get())).isEqualTo(-1);
    }
}
