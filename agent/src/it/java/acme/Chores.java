package acme;

import dev.pitot.testkit.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Scanner;

/** Does so many of what it is told on stdin, in a span or outside, on a thread of that name; a crowd on a thread each. */
public final class Chores {
    private static final int PAGE = 4096;

    private Chores() {}

    /** Argument: a file to make. */
    public static void main(String[] arguments) throws Exception {
        var path = Path.of(arguments[0]);
        Files.write(path, new byte[PAGE]);
        try (var in = new Scanner(System.in);
                var file = FileChannel.open(path, StandardOpenOption.READ, DirectIo.option())) {
            System.out.println("ready");
            while (in.hasNextLine()) {
                var line = in.nextLine();
                var words = line.split(" ");
                var times = Integer.parseInt(words[1]);
                var isCrowd = words[0].equals("crowd");
                for (var i = 0; i < (isCrowd ? times : 1); i++) {
                    Thread.ofPlatform()
                            .name(words[0])
                            .start(() -> obey(words[0], file, isCrowd ? 1 : times))
                            .join();
                }
                System.out.println(line);
            }
        }
    }

    private static void obey(String what, FileChannel file, int times) {
        try {
            switch (what) {
                case "read" -> read(file, times);
                case "browse" -> browse(file, times);
                case "sleep" -> sleep(times);
                case "outside", "crowd" -> readDirectly(file, times);
                case "nap" -> nap(times);
                default -> throw new IllegalArgumentException(what);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A span. */
    static void read(FileChannel file, int times) throws IOException {
        readDirectly(file, times);
    }

    /** A span. */
    static void browse(FileChannel file, int times) throws IOException {
        readDirectly(file, times);
    }

    /** A span. */
    static void sleep(int times) throws InterruptedException {
        nap(times);
    }

    private static void nap(int times) throws InterruptedException {
        for (var i = 0; i < times; i++) {
            Thread.sleep(20);
        }
    }

    private static void readDirectly(FileChannel file, int times) throws IOException {
        var page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
        for (var i = 0; i < times; i++) {
            file.read(page.rewind(), 0);
        }
    }
}
