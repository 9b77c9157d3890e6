package dev.pitot.workload;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** On a thread named mixture: 11 direct reads of a file, 7 sleeps, class loads, a collection; prints who it ran as. */
public final class MixedWork {
    public static final String FILE = "mixture.data";
    static final int READS = 11;
    public static final int SLEEPS = 7;
    private static final int BLOCK = 65536;

    private MixedWork() {}

    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        Files.write(file, new byte[READS * BLOCK]);
        try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        var thread = new Thread(() -> mix(file), "mixture");
        thread.start();
        thread.join();
        var status = Files.readAllLines(Path.of("/proc/self/status"));
        System.out.println(
                value(status, "Uid:").replaceAll("(\\d+).*", "uid $1") + " CapEff " + value(status, "CapEff:"));
    }

    private static void mix(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
            var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096);
            for (var i = 0; i < SLEEPS; i++) {
                Thread.sleep(50);
            }
            for (var i = 0; i < READS; i++) {
                buffer.position(0).limit(BLOCK);
                channel.read(buffer);
            }
            Class.forName("java.util.concurrent.Exchanger");
            System.gc();
        } catch (IOException | InterruptedException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String value(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElseThrow()
                .substring(key.length())
                .strip();
    }
}
