package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The installed JDKs that have USDT probes: there must be one, or the tests would test nothing. */
public final class Jdks {
    private Jdks() {}

    /** Each libjvm.so under /usr/lib/jvm and of this JVM that has probe notes, once. */
    public static List<Path> libjvms() throws IOException {
        try (var homes = Files.list(Path.of("/usr/lib/jvm"))) {
            var mine = Stream.of(Path.of(System.getProperty("java.home")));
            var found = Stream.concat(homes, mine)
                    .map(home -> home.resolve("lib/server/libjvm.so"))
                    .filter(Files::isReadable)
                    .map(Jdks::real)
                    .distinct()
                    .filter(Jdks::hasProbes)
                    .toList();
            assertThat(found).as("libjvm.so with USDT probes").isNotEmpty();
            return found;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasProbes(Path path) {
        try (var file = UsdtFile.open(path)) {
            return !file.probes().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
