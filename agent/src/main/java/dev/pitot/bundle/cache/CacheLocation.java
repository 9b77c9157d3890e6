package dev.pitot.bundle.cache;

import dev.pitot.usdt.PathText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidates for the cache directory, the best first.
 *
 * <p>They are the user's choice, else {@code $XDG_CACHE_HOME/pitot}. Without either, they are {@code .cache/pitot} in
 * the home directory and {@code /var/tmp/pitot-<uid>}.
 *
 * @param chosen directory of an option; null without one
 * @param xdgCacheHome ignored unless absolute, as its specification demands
 * @param home property {@code user.home}, which is "?" for a user without an entry
 */
record CacheLocation(
        @Nullable Path chosen,
        @Nullable String xdgCacheHome,
        @Nullable String home,
        int uid) {
    private static final String NAME = "pitot";

    static CacheLocation ofThisProcess(@Nullable Path chosen, int uid) {
        return new CacheLocation(chosen, System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"), uid);
    }

    List<Path> candidates() throws CacheRefused {
        if (chosen != null) {
            return List.of(chosen.toAbsolutePath().normalize());
        }
        if (xdgCacheHome != null && isAbsolute(xdgCacheHome)) {
            return List.of(inXdg(xdgCacheHome));
        }
        var candidates = new ArrayList<Path>();
        if (home != null && isAbsolute(home)) {
            PathText.path(home)
                    .filter(Files::isDirectory)
                    .ifPresent(directory ->
                            candidates.add(directory.resolve(".cache", NAME).normalize()));
        }
        candidates.add(Path.of("/var/tmp", NAME + "-" + Integer.toUnsignedString(uid)));
        return candidates;
    }

    private static Path inXdg(String directory) throws CacheRefused {
        return PathText.path(directory)
                .orElseThrow(() -> new CacheRefused(
                        "XDG_CACHE_HOME " + PathText.NO_PATH,
                        "start this JVM with LC_ALL=C.UTF-8, or choose another cache directory"))
                .resolve(NAME)
                .normalize();
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/");
    }
}
