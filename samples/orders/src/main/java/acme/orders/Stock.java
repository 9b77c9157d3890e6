package acme.orders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** How many of each item are there. One lock guards it. */
final class Stock {
    private static final int ITEMS = 100_000;
    private static final int OF_EACH = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final int[] left = new int[ITEMS];
    private final Path file;

    Stock(Path file) {
        this.file = file;
        Arrays.fill(left, OF_EACH);
    }

    /** How many are left; none are when the last is gone. */
    int reserve(int item) {
        lock.lock();
        try {
            left[item] = Math.max(0, left[item] - 1);
            return left[item];
        } finally {
            lock.unlock();
        }
    }

    /** Writes the list to the disk. Reservations wait meanwhile: a list with half of an order would be wrong. */
    int save(int day) throws IOException {
        lock.lock();
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var list = ByteBuffer.wrap(list(day).getBytes(StandardCharsets.UTF_8));
            while (list.hasRemaining()) {
                channel.write(list);
            }
            channel.truncate(list.limit());
            channel.force(true);
            return list.limit();
        } finally {
            lock.unlock();
        }
    }

    private String list(int day) {
        var list = new StringBuilder();
        for (var item = 0; item < ITEMS; item++) {
            list.append(day)
                    .append(';')
                    .append(item)
                    .append(';')
                    .append(left[item])
                    .append('\n');
        }
        return list.toString();
    }
}
