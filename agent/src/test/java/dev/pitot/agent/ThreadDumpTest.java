package dev.pitot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.record.ThreadNames.Known;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ThreadDumpTest {

    /** As {@code jcmd PID Thread.print} prints it. */
    private static String ofThisJvm() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "threadPrint",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }

    @Test
    void everyThreadOfThisJvmIsFoundByTheIdOfTheOperatingSystem() throws Exception {
        var stop = new CountDownLatch(1);
        var odd =
                Thread.ofPlatform().name("odd \"name\" #99 nid=7 [x]").daemon().start(() -> await(stop));
        try {
            var threads = ThreadDump.parse(ofThisJvm());
            assertThat(threads)
                    .allSatisfy((tid, known) -> assertThat(known.tid()).isEqualTo(tid));
            assertThat(threads.values()).contains(new Known(tid(threads.values(), odd), odd.getName(), odd.threadId()));
            var self = tid(threads.values(), Thread.currentThread());
            assertThat(threads.get(self).name())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(Path.of("/proc/self/task/" + self)).isDirectory();
            assertThat(Files.readString(Path.of("/proc/thread-self/stat"))).startsWith(self + " ");
            assertThat(threads.values()).extracting(Known::name).contains("VM Thread", "Finalizer");
            assertThat(threads.values())
                    .filteredOn(known -> known.name().equals("VM Thread"))
                    .singleElement()
                    .satisfies(known -> assertThat(known.javaId()).isZero());
        } finally {
            stop.countDown();
            odd.join();
        }
    }

    private static int tid(Iterable<Known> threads, Thread thread) {
        for (var known : threads) {
            if (known.javaId() == thread.threadId()) {
                return known.tid();
            }
        }
        throw new AssertionError(thread + " is not in the dump");
    }

    @Test
    void linesOfAllAges() {
        var threads = ThreadDump.parse("""
                2026-11-22 12:00:00
                Full thread dump OpenJDK 64-Bit Server VM:

                "main" #1 [4711] prio=5 os_prio=0 cpu=1.00ms elapsed=2s tid=0x00007f nid=4711 runnable  [0x00007f]
                   java.lang.Thread.State: RUNNABLE
                	at a.B.c(B.java:1) nid=5

                "old" #23 daemon prio=5 os_prio=0 cpu=1.00ms elapsed=2s tid=0x00007f nid=0x1268 waiting on condition

                "GC Thread#0" os_prio=0 cpu=1.00ms elapsed=2s tid=0x00007f nid=4713 runnable

                "" #24 [4714] prio=5 tid=0x00007f nid=4714 runnable
                """);
        assertThat(threads.values())
                .containsExactlyInAnyOrder(
                        new Known(4711, "main", 1),
                        new Known(0x1268, "old", 23),
                        new Known(4713, "GC Thread#0", 0),
                        new Known(4714, "", 24));
    }

    /** A name can hold anything; it must not cost the names of the others. */
    @Test
    void aNameThatLooksLikeALineHarmsNobodyElse() {
        var threads = ThreadDump.parse("""
                "evil
                "x" #99999999999999999999 nid=99999999999
                "y" #1 nid=0xffffffffff
                " #9 [1] prio=5 tid=0x1 nid=1 runnable
                "main" #1 [4711] prio=5 tid=0x2 nid=4711 runnable
                """);
        assertThat(threads).containsEntry(4711, new Known(4711, "main", 1));
    }

    @Test
    void nothingThrows() {
        var random = new Random(23);
        var pieces =
                new String[] {"\"", " #", "1", "nid=", "0x", "f", "99999999999", "\n", "main", "[", "]", " ", "prio=5"};
        for (var i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (var n = random.nextInt(20); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            ThreadDump.parse(text.toString());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
