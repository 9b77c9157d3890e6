package dev.pitot.bundle.cache;

import dev.pitot.bundle.SampleBundles;
import java.nio.file.Path;
import java.util.Random;

/** A JVM that uses a cache together with others: {@code CacheWorker <directory> <rounds>}. Any wrong answer ends it. */
final class CacheWorker {
    /** More than the cache keeps, so that files are removed under the hands of those who read them. */
    private static final int KEYS = 12;

    private CacheWorker() {}

    public static void main(String[] args) throws Exception {
        var random = new Random(ProcessHandle.current().pid());
        var cache = BundleCache.open(Path.of(args[0]));
        int found = 0;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            int number = random.nextInt(KEYS);
            if (random.nextInt(3) == 0) {
                cache.put(SampleBundles.bundle(number));
            } else {
                var got = cache.get(SampleBundles.key(number));
                if (got.isPresent() && !got.get().equals(SampleBundles.bundle(number))) {
                    throw new IllegalStateException("another bundle than " + number);
                }
                found += got.isPresent() ? 1 : 0;
            }
        }
        System.out.println("found " + found);
    }
}
